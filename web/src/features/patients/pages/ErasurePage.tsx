/** One request to erase a record: what stands against it, the decision, how far it is, and at last what was done. */
import { Anchor, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { erasureQuery, type ErasurePage as Page } from '../api/erasure';
import { ConfirmErasure, DecideErasure } from '../components/DecideErasure';
import { ErasureFindings } from '../components/ErasureFindings';
import { ErasureState } from '../components/ErasureState';
import css from '../components/Rows.module.css';

export default function ErasurePage() {
  const { t } = useTranslation('patients_erasure');
  const { erasureId } = usePathParams<{ erasureId: string }>();
  const may = useMay();
  const { data, error, refetch } = useQuery({ ...erasureQuery(erasureId), enabled: !!erasureId, refetchInterval: (query) => (query.state.data?.status === 'running' ? 2_000 : false) });
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  const open = data.status === 'asked' || data.status === 'restricted' || data.status === 'approved';
  return (
    <>
      <PageHeader title={data.name || data.number} lead={<>{t('page_lead', { number: data.number })}{open && may('patient.read') ? <> · <Anchor component={Link} to={`/patients/${data.patient_id}`}>{t('open_record')}</Anchor></> : null}</>} back={{ to: '/privacy/erasures', label: t('title') }} badge={<ErasureState status={data.status} />} />
      <Section title={t('request')}>
        <KeyValue items={[
          { label: t('asked_at'), value: <TimeText at={data.created_at} /> },
          { label: t('who'), value: t(data.by_patient ? 'by_patient' : 'by_house') },
          data.reason ? { label: t('reason'), value: data.reason } : null,
          data.answer ? { label: t('answer'), value: data.answer } : null,
          data.decided_by ? { label: t('decided_by'), value: data.decided_by } : null,
          data.confirmed_by && data.confirmed_at ? { label: t('confirmed_by'), value: <>{data.confirmed_by} · <TimeText at={data.confirmed_at} /></> } : null,
          data.erase_from ? { label: t('erase_from'), value: <DateText date={data.erase_from} /> } : null,
        ]} />
      </Section>
      {data.findings ? <ErasureFindings findings={data.findings} /> : null}
      {open && data.findings && may('erasure.manage') ? <DecideErasure page={data} findings={data.findings} /> : null}
      {data.status === 'approved' ? <ConfirmErasure page={data} /> : null}
      {data.status === 'running' || data.status === 'done' ? <Certificate page={data} /> : null}
    </>
  );
}

function Certificate({ page }: { page: Page }) {
  const { t } = useTranslation('patients_erasure');
  const done = page.status === 'done';
  const share = page.parts ? Math.round((100 * page.part) / page.parts) : 0;
  return (
    <Section title={t(done ? 'certificate' : 'progress')} hint={t(done ? 'certificate_hint' : 'progress_hint')}>
      {done ? null : <Progress value={share} aria-label={t('progress')} />}
      {done ? (
        <ul className={css.rows}>
          {page.tally.map((one) => (
            <li key={one.part} className={css.row}>
              <div className={css.words}><strong>{t(`parts.${one.part}` as 'parts.keys', one.part.replaceAll('_', ' '))}</strong></div>
              <span>{one.rows}</span>
            </li>
          ))}
        </ul>
      ) : <p role="status">{t('part_of', { part: page.part, parts: page.parts })}</p>}
    </Section>
  );
}
