/** A swap in one line, with what this person can do about it. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useAnswerSwap, useDecideSwap, type Swap } from '../api/duty';
import css from './Rota.module.css';

export function SwapLine({ swap }: { swap: Swap }) {
  const { t } = useTranslation('staff');
  const confirm = useConfirm();
  const [answer, decide] = [useAnswerSwap(), useDecideSwap()];
  async function refuse() {
    const said = await confirm({ title: t('swap.refuse_title'), body: t('swap.refuse_body'), verb: t('swap.refuse'), reason: { label: t('leave.why') } });
    if (said) decide.mutate({ id: swap.id, approve: false, answer: said.reason });
  }
  return (
    <li>
      <div>
        <strong>{t(swap.taker ? 'swap.from_to' : 'swap.from', { asker: swap.asker, taker: swap.taker })}</strong>
        <p>{swap.shift.template}, {swap.shift.department}: <TimeText at={swap.shift.starts_at} as="date" /> <TimeText at={swap.shift.starts_at} as="clock" />–<TimeText at={swap.shift.ends_at} as="clock" /></p>
        {swap.in_return ? <p>{t('swap.in_return')} {swap.in_return.template}: <TimeText at={swap.in_return.starts_at} as="date" /></p> : null}
        {swap.note ? <p>{swap.note}</p> : null}
      </div>
      <div className={css.buttons}>
        <StatusBadge tone={swap.status === 'accepted' ? 'attention' : 'info'} label={t(`swap.status.${swap.status}` as 'swap.status.requested')} />
        {swap.may_answer ? <Button size="compact-sm" loading={answer.isPending} onClick={() => answer.mutate({ id: swap.id, accept: true })}>{t('swap.take')}</Button> : null}
        {swap.may_answer && swap.taker_id ? <Button size="compact-sm" variant="default" onClick={() => answer.mutate({ id: swap.id, accept: false })}>{t('swap.decline')}</Button> : null}
        {swap.may_decide ? <Button size="compact-sm" loading={decide.isPending} onClick={() => decide.mutate({ id: swap.id, approve: true, answer: '' })}>{t('leave.approve')}</Button> : null}
        {swap.may_decide ? <Button size="compact-sm" variant="default" onClick={() => void refuse()}>{t('swap.refuse')}</Button> : null}
      </div>
    </li>
  );
}
