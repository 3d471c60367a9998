/** Allergies and problems of any status, each with what it said before every change. */
import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { recordHistoryQuery } from '../api/chart';
import { useFormats } from '../formats';
import css from './Chart.module.css';

const TONES: Record<string, Tone> = { active: 'active', resolved: 'done', entered_in_error: 'problem' };
const SHOWN = ['substance', 'display', 'reaction', 'severity', 'category', 'criticality', 'verification', 'onset', 'resolved_on', 'remark', 'status'] as const;
type Content = Record<string, unknown>;
type Entry = { now: Content & { id: string; status: string }; recorded_at: string; before: { content: Content; reason: string; by_name: string; at: string }[] };

export default function RecordHistory({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { data, error, refetch } = useQuery(recordHistoryQuery(patientId));
  const parts = data ? [{ name: t('allergies.title'), rows: data.allergies as Entry[] }, { name: t('problems.title'), rows: data.problems as Entry[] }] : [];
  return (
    <Modal opened onClose={onClose} size="lg" title={t('chart.record.history_title')}>
      <p className={css.quiet}>{t('chart.record.history_hint')}</p>
      {error ? <ErrorState problem={error} onRetry={() => void refetch()} compact /> : !data ? <Skeleton height={160} /> : parts.map(({ name, rows }) => (
        <section key={name} className={css.part}>
          <div className={css.head}><h2>{name}</h2></div>
          {rows.length ? <ul className={css.rows}>{rows.map((one) => <Row key={one.now.id} entry={one} />)}</ul> : <p className={css.quiet}>{t('chart.record.nothing')}</p>}
        </section>
      ))}
    </Modal>
  );
}

function Row({ entry }: { entry: Entry }) {
  const { t } = useTranslation('encounters');
  const { now, before } = entry;
  // Each version is what it said until then; what came after it is the next newer one.
  return (
    <li>
      <span className={css.words}>
        <strong>{String(now.substance ?? now.display)} <StatusBadge tone={TONES[now.status] ?? 'neutral'} label={t(`chart.record.status.${now.status}` as 'chart.record.status.active')} /></strong>
        <span className={css.quiet}>{t('chart.record.recorded')} <TimeText at={entry.recorded_at} /></span>
        {before.length ? (
          <ol className={css.old}>
            {before.map((one, at) => <li key={one.at}><Changes from={one.content} to={at ? before[at - 1]?.content ?? now : now} /><span className={css.quiet}><TimeText at={one.at} /> · {one.by_name}{one.reason ? ` · ${one.reason}` : ''}</span></li>)}
          </ol>
        ) : null}
      </span>
    </li>
  );
}

function Changes({ from, to }: { from: Content; to: Content }) {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const labels: Record<(typeof SHOWN)[number], string> = {
    substance: t('allergies.substance'), display: t('problems.title'), reaction: t('allergies.reaction'), severity: t('chart.record.severity'), category: t('chart.record.category'), criticality: t('chart.record.criticality'),
    verification: t('chart.record.verification'), onset: t('chart.record.onset'), resolved_on: t('problems.resolve'), remark: t('chart.record.remark'), status: t('chart.meetings.status'),
  };
  const said = (name: (typeof SHOWN)[number], value: unknown) => {
    const word = typeof value === 'string' ? value : '';
    if (!word) return '–';
    if (name === 'onset' || name === 'resolved_on') return date(word);
    if (name === 'severity') return t(`allergies.${word === 'unknown' ? 'not_said' : word}` as 'allergies.mild');
    if (name === 'category') return t(`chart.record.categories.${word}` as 'chart.record.categories.food');
    if (name === 'criticality') return t(`chart.record.criticalities.${word}` as 'chart.record.criticalities.low');
    if (name === 'verification') return t(`chart.record.verifications.${word}` as 'chart.record.verifications.confirmed');
    if (name === 'status') return t(`chart.record.status.${word}` as 'chart.record.status.active');
    return word;
  };
  return <>{SHOWN.filter((name) => name in from && from[name] !== to[name]).map((name) => <span key={name} style={{ display: 'block' }}>{t('chart.record.changed', { what: labels[name], before: said(name, from[name]), after: said(name, to[name]) })}</span>)}</>;
}
