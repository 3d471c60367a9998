/** What the payer said of a claim before anybody had to ask: by telephone or letter. */
import { Button, Modal } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { useEnterAnswer, type Claim, type ClaimAnswer } from '../api/claims';
import css from './Claims.module.css';
import { EMPTY, given, PayerAnswer, type Said } from './PayerAnswer';

const NEWS = ['paid', 'denied', 'rejected', 'resend'] as const;

export function EnterClaimAnswer({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const [open, setOpen] = useState(false);
  if (!claim.may_answer) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{t('answer.open')}</Button>
      {open ? <Dialog claim={claim} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Dialog({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const { t } = useTranslation('insurance');
  const enter = useEnterAnswer(claim.id);
  const [said, setSaid] = useState<Said>(EMPTY);
  const send = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(given(said) as ClaimAnswer, { onSuccess: () => { notifyDone(t('answer.kept')); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t('answer.title')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={send} className={css.form}>
        <p className={css.detail}>{t('answer.hint')}</p>
        <FormProblem problem={enter.error} />
        <PayerAnswer news={NEWS} said={said} set={(change) => setSaid({ ...said, ...change })} claim={claim} problem={enter.error} />
        <div><Button type="submit" loading={enter.isPending} disabled={!said.action}>{t('ask.verb')}</Button></div>
      </form>
    </Modal>
  );
}
