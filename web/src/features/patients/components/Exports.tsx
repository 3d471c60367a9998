/** Everything that one patient has, packed for handing over: asked for with a reason, ready for some days, each download noted. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { patientExportsQuery, useAskPatientExport } from '../api/files';
import css from './Rows.module.css';

const tones: Record<string, Tone> = { queued: 'active', ready: 'done', failed: 'problem', expired: 'neutral' };

export function Exports({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients');
  const confirm = useConfirm();
  const { data } = useQuery(patientExportsQuery(patientId));
  const ask = useAskPatientExport(patientId);
  const items = data?.items ?? [];
  const start = async () => {
    const answer = await confirm({ title: t('export.ask_title'), body: t('export.ask_body'), verb: t('export.ask_staff'), reason: { label: t('export.why') }, also: { label: t('export.whole'), hint: t('export.whole_hint') } });
    if (answer) ask.mutate({ reason: answer.reason, whole: answer.also });
  };
  return (
    <div className={css.stack}>
      {data && items.length === 0 ? <EmptyState compact title={t('export.none')} /> : null}
      {items.length ? (
        <ul className={css.rows}>
          {items.map((row) => (
            <li key={row.id} className={css.row}>
              <div className={css.words}>
                <strong>{row.status === 'ready' ? <Anchor href={`/api/patients/${patientId}/exports/${row.id}`} download inherit>{t('export.download_staff')} <TimeText at={row.created_at} as="date" /></Anchor> : <TimeText at={row.created_at} as="date" />}</strong>
                <span>{t('export.downloads', { count: row.downloads })}{row.status === 'ready' && row.expires_at ? <> · {t('export.until')} <TimeText at={row.expires_at} as="date" /></> : null}</span>
              </div>
              <StatusBadge tone={tones[row.status] ?? 'neutral'} label={t(`export.status.${row.status}`)} />
            </li>
          ))}
        </ul>
      ) : null}
      <div><Button variant="default" loading={ask.isPending} disabled={items.some((row) => row.status === 'queued')} onClick={() => void start()}>{t('export.ask_staff')}</Button></div>
    </div>
  );
}
