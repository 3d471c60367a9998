/** Asking for one's own record to be erased, what became of that, and what the law makes the hospital keep. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { myErasureQuery, useAskMyErasure, useWithdrawMyErasure } from '../api/erasure';
import { ErasureState } from './ErasureState';
import css from './Rows.module.css';

export function MyErasure() {
  const { t } = useTranslation('patients_erasure');
  const confirm = useConfirm();
  const { data } = useQuery(myErasureQuery);
  const ask = useAskMyErasure();
  const withdraw = useWithdrawMyErasure();
  if (!data) return null;
  const { request } = data;
  const open = request?.status === 'asked' || request?.status === 'approved' || request?.status === 'restricted';
  const begin = async () => {
    const answer = await confirm({ title: t('mine.ask'), body: t('mine.body'), verb: t('mine.ask'), destructive: true, reason: { label: t('mine.why') } });
    if (answer) ask.mutate(answer.reason);
  };
  return (
    <Section title={t('mine.title')} hint={t('mine.hint')}>
      <div className={css.stack}>
        {request ? <p><ErasureState status={request.status} /> <TimeText at={request.status_at} as="date" /></p> : null}
        {request?.answer ? <p>{request.answer}</p> : null}
        {request?.erase_from ? <p>{t('mine.from')} <DateText date={request.erase_from} /></p> : null}
        {!request?.erase_from && data.kept.length ? (
          <ul className={css.rows}>
            {data.kept.map((one) => <li key={one.kind} className={css.row}><div className={css.words}><strong>{t(`kept.${one.kind}` as 'kept.chart')}</strong><span>{t('mine.law')}</span></div><span>{t('until')} <DateText date={one.until} /></span></li>)}
          </ul>
        ) : null}
        {open ? <div><Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>{t('mine.withdraw')}</Button></div> : <div><Button variant="default" loading={ask.isPending} onClick={() => void begin()}>{t('mine.ask')}</Button></div>}
      </div>
    </Section>
  );
}
