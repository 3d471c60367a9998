/** One alert: what, how urgent, since when, who answered, and what can be done about it. */
import { Anchor, Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatusBadge, UrgencyBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { useAlertAction, type AlertRow } from '../api/vitals';
import { keyOf, numberText, unitText } from '../known';
import css from './Monitoring.module.css';

const TONES: Record<string, Tone> = { raised: 'problem', acknowledged: 'active', snoozed: 'neutral', resolved: 'done' };
const LEVELS = { high: 'critical', medium: 'urgent', low: 'routine' } as const;

export function useRuleText() {
  const { t } = useTranslation('monitoring');
  return (alert: Pick<AlertRow, 'rule' | 'value' | 'unit' | 'bound'>) => {
    const [code = '', side] = alert.rule.split(':');
    const key = keyOf(code);
    if (!key) return `${t(`rule.${alert.rule as 'news2'}`)}${alert.rule === 'news2' ? ` ${numberText(alert.value, null)}` : ''}`;
    return `${t(`vital.${key}`)} ${numberText(alert.value, key)} ${unitText(alert.unit)} (${t(side === 'low' ? 'below' : 'above')} ${numberText(alert.bound, key)})`;
  };
}

export function AlertLine({ alert, withPatient = true }: { alert: AlertRow; withPatient?: boolean }) {
  const { t } = useTranslation('monitoring');
  const text = useRuleText();
  return (
    <li className={css.row}>
      <div>
        <div><UrgencyBadge level={LEVELS[alert.priority as 'high']} label={t(`priority.${alert.priority as 'high'}`)} /> <strong>{text(alert)}</strong></div>
        {withPatient ? <div><Anchor component={Link} to={`/vitals/${alert.patient_id}`}>{alert.patient_name}</Anchor> <span className={css.quiet}>{[alert.patient_number, alert.ward, alert.place].filter(Boolean).join(' · ')}</span></div> : null}
        <div className={css.quiet}>
          <TimeText at={alert.raised_at} as="ago" />
          {alert.acknowledged_name ? ` · ${t('alert.seen_by', { name: alert.acknowledged_name })}` : ''}
          {alert.over_at && alert.status !== 'resolved' ? ` · ${t('alert.over')}` : ''}
          {alert.rung ? ` · ${t('alert.rung', { count: alert.rung })}` : ''}
          {alert.simulated ? ` · ${t('simulated')}` : ''}
          {alert.snooze_reason && alert.status === 'snoozed' ? ` · ${alert.snooze_reason}` : ''}
          {alert.outcome ? ` · ${t(`outcome.${alert.outcome as 'emergency'}`)} (${alert.resolved_name})` : ''}
          {alert.words ? ` · ${alert.words}` : ''}
        </div>
      </div>
      <StatusBadge tone={TONES[alert.status] ?? 'neutral'} label={t(`status.${alert.status as 'raised'}`)} />
      {alert.status !== 'resolved' ? <Actions alert={alert} /> : null}
    </li>
  );
}

function Actions({ alert }: { alert: AlertRow }) {
  const { t } = useTranslation('monitoring');
  const { acknowledge, snooze, resolve } = useAlertAction();
  const confirm = useConfirm();
  const may = useMay();
  if (!may('vitals.write')) return null;
  const sleep = async () => {
    const answer = await confirm({ title: t('alert.snooze_title'), body: t('alert.snooze_body'), verb: t('alert.snooze'), reason: { label: t('alert.why') } });
    if (answer) snooze.mutate({ id: alert.id, minutes: 30, reason: answer.reason });
  };
  const close = async () => {
    const answer = await confirm({ title: t('alert.false_title'), body: t('alert.false_body'), verb: t('alert.false'), reason: { label: t('alert.why') } });
    if (answer) resolve.mutate({ id: alert.id, outcome: alert.kind === 'technical' ? 'equipment' : 'false_alarm', words: answer.reason });
  };
  return (
    <span className={css.foot}>
      {alert.status === 'raised' ? <Button size="compact-sm" variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(alert.id)}>{t('alert.acknowledge')}</Button> : null}
      {alert.task_id ? <Button size="compact-sm" variant="default" component={Link} to={`/tasks/${alert.task_id}`}>{t('alert.task')}</Button> : null}
      <Menu position="bottom-end">
        <Menu.Target><Button size="compact-sm" variant="subtle" color="gray" aria-label={t('alert.more')}>⋯</Button></Menu.Target>
        <Menu.Dropdown><Menu.Item onClick={() => void sleep()}>{t('alert.snooze')}</Menu.Item><Menu.Item onClick={() => void close()}>{t('alert.false')}</Menu.Item></Menu.Dropdown>
      </Menu>
    </span>
  );
}
