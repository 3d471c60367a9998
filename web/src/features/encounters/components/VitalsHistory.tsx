/** Everything that was measured: trends, a child's growth, and the table where a set can be struck through. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { growthQuery, unitName, useVitals, vitalsQuery } from '../api/vitals';
import { Growth } from './Growth';
import { Trends } from './Trends';
import css from './Vitals.module.css';

const COLUMNS = ['systolic', 'diastolic', 'heart_rate', 'respiratory_rate', 'oxygen_saturation', 'temperature', 'weight', 'height', 'bmi', 'pain'] as const;

export default function VitalsHistory({ patientId }: { patientId: string }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const { data, error, refetch } = useQuery(vitalsQuery(patientId));
  const growth = useQuery(growthQuery(patientId)).data;
  const { strike } = useVitals(patientId);
  if (error && !data) return <ErrorState problem={error} compact onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} radius="md" mt={12} />;
  async function wrong(row: string) {
    const answer = await confirm({ title: t('chart.vitals.strike_title'), body: t('chart.vitals.strike_body'), verb: t('chart.vitals.strike'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) strike.mutate({ row, reason: answer.reason });
  }
  const shown = COLUMNS.filter((name) => data.items.some((one) => one.signs.some((sign) => sign.sign === name)));
  return (
    <>
      <Trends sets={data.items} ranges={data.ranges} />
      {growth?.items.length ? <Growth growth={growth} /> : null}
      {data.items.length ? (
        <div className={css.table}>
          <table aria-label={t('chart.vitals.table')}>
            <thead><tr><th>{t('chart.vitals.when')}</th>{shown.map((name) => <th key={name}>{t(`chart.signs.${name}`)}</th>)}<th>{t('chart.vitals.by')}</th><th><span className="visually-hidden">{t('chart.vitals.strike')}</span></th></tr></thead>
            <tbody>
              {data.items.map((one) => (
                <tr key={one.id} className={one.status === 'final' ? '' : css.struck ?? ''}>
                  <td><TimeText at={one.measured_at} /></td>
                  {shown.map((name) => {
                    const sign = one.signs.find((s) => s.sign === name);
                    return <td key={name}>{sign ? <span className={css.flag} data-flag={sign.flag.startsWith('critical') ? 'critical' : sign.flag ? 'off' : undefined} title={sign.flag ? t(`chart.flags.${sign.flag}` as 'chart.flags.high') : unitName(sign.unit)}>{sign.value}{sign.flag ? ' !' : ''}</span> : ''}</td>;
                  })}
                  <td>{one.by_name}{one.status === 'final' ? '' : ` · ${one.error_reason}`}</td>
                  <td>{one.status === 'final' && data.may_write ? <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void wrong(one.id)}>{t('chart.vitals.strike')}</Button> : null}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <p className={css.note}>{t('chart.vitals.source', { edition: data.edition })}</p>
    </>
  );
}
