/** Photos of the insurance card: a phone's camera or a file, front and back. */
import { FileButton, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Camera } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { get, post, send } from '@/lib/api';
import { useMay } from '@/lib/auth';
import { useWrite } from '@/lib/query';
import css from './Desk.module.css';

type Side = 'front' | 'back';

/** `own`: the patient's page; otherwise the desk's, which says that it has compared a photo with what is on file. */
export default function InsuranceCards({ patientId, own = false }: { patientId: string; own?: boolean }) {
  const { t } = useTranslation('frontdesk');
  const qc = useQueryClient();
  const key = ['insurance-cards', patientId];
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => get('/api/patients/{patient_id}/insurance-cards', { path: { patient_id: patientId }, signal }) });
  const add = useWrite(({ side, file }: { side: Side; file: File }) =>
    send('POST', `/api/patients/${patientId}/insurance-cards`, { query: { side }, body: file, headers: { 'Content-Type': file.type || 'image/jpeg' } }), { onSuccess: () => void qc.invalidateQueries({ queryKey: key }) });
  const check = useWrite((id: string) => post('/api/insurance-cards/{card_id}/check', { path: { card_id: id } }), { onSuccess: () => void qc.invalidateQueries({ queryKey: key }) });
  const desk = useMay()('appointment.manage') && !own;
  const latest = (['front', 'back'] as const).map((side) => data?.items.find((card) => card.side === side)).filter((card) => card !== undefined);
  return (
    <Section
      {...(own ? { className: css.apart ?? '' } : {})} title={t('cards.title')} hint={own ? t('cards.own_hint') : undefined}
      actions={<>{(['front', 'back'] as const).map((side) => (
        <FileButton key={side} accept="image/jpeg,image/png" capture="environment" onChange={(file) => file && add.mutate({ side, file })}>
          {(props) => <Button {...props} {...(own ? {} : { size: 'compact-sm' })} variant="default" leftSection={<Camera size={14} />} loading={add.isPending && add.variables.side === side}>{t(`cards.${side}`)}</Button>}
        </FileButton>
      ))}</>}
    >
      {latest.length ? (
        <div className={css.cards}>{latest.map((card) => (
          <figure key={card.id}><img src={`/api/insurance-cards/${card.id}/image`} alt={t(`cards.alt_${card.side}`)} loading="lazy" /><figcaption>{t(`cards.${card.side}`)}, <TimeText at={card.created_at} as="date" />{card.checked_at ? `, ${t('cards.checked')}` : desk
            ? <Button size="compact-xs" variant="default" ml="xs" loading={check.isPending && check.variables === card.id} onClick={() => check.mutate(card.id)}>{t('cards.check')}</Button>
            : `, ${t('cards.waits')}`}</figcaption></figure>
        ))}</div>
      ) : <p className={css.quiet}>{t('cards.none')}</p>}
    </Section>
  );
}
