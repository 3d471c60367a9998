/** The decision about a request to erase a record, and the second person who confirms it. */
import { Button, Group, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useApprove, useConfirmErasure, useRefuse, useRestrict, type ErasurePage } from '../api/erasure';
import css from './Rows.module.css';

export function DecideErasure({ page, findings }: { page: ErasurePage; findings: NonNullable<ErasurePage['findings']> }) {
  const { t } = useTranslation('patients_erasure');
  const [answer, setAnswer] = useState('');
  const refuse = useRefuse(page.id);
  const restrict = useRestrict(page.id);
  const approve = useApprove(page.id);
  const short = answer.trim().length < 10;
  const busy = refuse.isPending || restrict.isPending || approve.isPending;
  const waits = page.status === 'approved';
  const stuck = !findings.may_erase && !findings.may_restrict;
  return (
    <Section title={t('decision')} hint={t(waits ? 'waits_hint' : 'decision_hint')}>
      <div className={css.stack}>
        {stuck ? <p>{t('stuck')}</p> : null}
        <FormProblem problem={refuse.error ?? restrict.error ?? approve.error} />
        <Textarea label={t('answer_label')} description={t('answer_hint')} autosize minRows={2} maxLength={2000} value={answer} onChange={(event) => setAnswer(event.currentTarget.value)} />
        <Group gap="sm">
          {findings.may_erase && !waits ? <Button disabled={short || busy} onClick={() => approve.mutate(answer.trim())}>{t('approve')}</Button> : null}
          {findings.may_restrict && !findings.may_erase && page.status !== 'restricted' ? <Button disabled={short || busy} onClick={() => restrict.mutate(answer.trim())}>{t('restrict')}</Button> : null}
          <Button variant="default" disabled={short || busy} onClick={() => refuse.mutate(answer.trim())}>{t('refuse')}</Button>
        </Group>
      </div>
    </Section>
  );
}

/** The point of no return: the number is typed, so that nobody erases the record beside it. */
export function ConfirmErasure({ page }: { page: ErasurePage }) {
  const { t } = useTranslation('patients_erasure');
  const [number, setNumber] = useState('');
  const confirm = useConfirmErasure(page.id);
  if (page.mine) return <Section title={t('confirm')}><p>{t('second_person')}</p></Section>;
  return (
    <Section title={t('confirm')} hint={t('confirm_hint')}>
      <div className={css.stack}>
        <FormProblem problem={confirm.error} />
        <TextInput label={t('number_label', { number: page.number })} maxLength={40} autoComplete="off" value={number} onChange={(event) => setNumber(event.currentTarget.value)} />
        <div><Button color="red" loading={confirm.isPending} disabled={number.trim().toLowerCase() !== page.number.toLowerCase()} onClick={() => confirm.mutate(number.trim())}>{t('erase')}</Button></div>
      </div>
    </Section>
  );
}
