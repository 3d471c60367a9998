/** The letter while it is written: its words, its last day, and the signature that ends the writing. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useAppealWrites, type Appeal, type Appeals } from '../../api/appeals';
import css from '../Claims.module.css';

export function Letter({ one, claimId }: { one: Appeal; claimId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { save, sign } = useAppealWrites(claimId);
  const confirm = useConfirm();
  const [body, setBody] = useState(one.body);
  const [until, setUntil] = useState(one.send_by);
  const wrong = { ...fieldErrors(save.error), ...fieldErrors(sign.error) };
  const changed = body !== one.body || until !== one.send_by;
  const open = /\[[^\]]+\]/.test(body);
  const keep = async () => (changed ? save.mutateAsync({ id: one.id, body: { body, send_by: until, version: one.version } }) : null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    keep().then(() => notifyDone(t('saved')), () => undefined); // what is wrong stands in the form
  };
  /** A clinician who is still asked would be asked in vain: whoever signs says so. */
  const finish = async () => {
    const alone = one.records_wanted || sign.error?.code === 'records_wanted';
    if (alone && !(await confirm({ title: t('alone.title'), body: t('alone.body'), verb: t('alone.verb'), keep: t('alone.keep') }))) return;
    const now = (found: Appeals | null) => found?.items.find((row) => row.id === one.id)?.version ?? one.version;
    keep().then((found) => sign.mutate({ id: one.id, version: now(found), alone }, { onSuccess: () => notifyDone(t('signed')) }), () => undefined);
  };
  return (
    <form onSubmit={send} className={css.letter}>
      <Textarea label={t('body')} description={t('body_hint')} autosize minRows={10} maxRows={26} maxLength={20_000} required value={body}
        error={wrong.body ?? null} onChange={(event) => setBody(event.currentTarget.value)} />
      <TextInput type="date" label={t('send_by')} description={t('send_by_hint')} required value={until} error={wrong.send_by ?? null} onChange={(event) => setUntil(event.currentTarget.value)} />
      {wrong.body || wrong.send_by ? null : <FormProblem problem={save.error ?? sign.error} />}
      <p className={css.detail}>{open ? t('open_places') : t('sign_hint')}</p>
      <div className={css.buttons}>
        <Button type="submit" variant="default" loading={save.isPending} disabled={!changed}>{t('save')}</Button>
        <Button onClick={() => void finish()} loading={sign.isPending} disabled={open}>{t('sign')}</Button>
      </div>
    </form>
  );
}
