import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFlash } from '@/components/ui/useFlash';
import { useMay } from '@/lib/auth';
import { useBedAction, type Bed, type BedStatus } from '../api/beds';
import css from './Beds.module.css';

const tones: Record<BedStatus, Tone> = { free: 'done', reserved: 'info', occupied: 'active', cleaning: 'attention', blocked: 'neutral' };

export function BedTile({ bed }: { bed: Bed }) {
  const { t } = useTranslation('beds');
  const may = useMay();
  const act = useBedAction();
  const flash = useFlash<HTMLLIElement>(bed.status);
  const ready = bed.status === 'cleaning' || bed.status === 'blocked';
  return (
    <li ref={flash} className={css.bed} data-status={bed.status}>
      <div className={css.top}><span className={css.label}>{bed.label}</span><StatusBadge tone={tones[bed.status]} label={t(`bed.${bed.status}`)} /></div>
      {bed.patient_name ? (
        bed.stay_id && may('bed.manage')
          ? <Anchor component={Link} to={`/stays/${bed.stay_id}`} className={css.who ?? ''}>{bed.patient_name}</Anchor> : <span>{bed.patient_name}</span>
      ) : null}
      {bed.goes_to ? <span className={css.by}>{t('bed.goes_to', { bed: bed.goes_to })}</span> : null}
      {bed.comes_from ? <span className={css.by}>{t('bed.comes_from', { bed: bed.comes_from })}</span> : null}
      {bed.since ? <span className={css.by}>{t('bed.since')} <TimeText at={bed.since} as="date" /></span> : null}
      {ready && may('bed.manage') ? (
        <Button variant="default" size="compact-sm" loading={act.isPending} onClick={() => act.mutate({ id: bed.id, action: 'clean' })} aria-label={t('bed.ready_of', { bed: bed.label })}>{t('bed.ready')}</Button>
      ) : null}
      {bed.status === 'free' && may('bed.manage') ? (
        <Button variant="transparent" color="gray" size="compact-sm" justify="start" px={0} fw={400} loading={act.isPending} onClick={() => act.mutate({ id: bed.id, action: 'block' })} aria-label={t('bed.block_of', { bed: bed.label })}>{t('bed.block')}</Button>
      ) : null}
    </li>
  );
}
