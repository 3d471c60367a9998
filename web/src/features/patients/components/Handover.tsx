/** The desk hands a record over: who asks was seen with a paper, the code goes onto a slip, the desk reads nothing of it. */
import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { handoversQuery, useHandOver, useWithdrawHandover, type Handovers } from '../api/files';
import form from './ContactFields.module.css';
import css from './Rows.module.css';

const PAPERS = ['id_card', 'passport', 'driving_licence', 'residence_permit', 'other'] as const;

export function Handover({ patientId, name }: { patientId: string; name: string }) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const list = useQuery(handoversQuery(patientId)).data;
  const [open, setOpen] = useState(false);
  return (
    <div className={css.stack}>
      {list?.items.length ? <ul className={css.rows}>{list.items.map((row) => <Given key={row.id} patientId={patientId} row={row} />)}</ul> : null}
      <div><Button variant="default" onClick={() => setOpen(true)}>{t('handover.verb')}</Button></div>
      {open ? <Modal opened onClose={() => setOpen(false)} title={t('handover.title', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}><Form patientId={patientId} name={name} receivers={list?.receivers ?? []} /></Modal> : null}
    </div>
  );
}

function Given({ patientId, row }: { patientId: string; row: Handovers['items'][number] }) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const confirm = useConfirm();
  const withdraw = useWithdrawHandover(patientId);
  const takeBack = async () => {
    if (await confirm({ title: t('handover.withdraw_title'), body: t('handover.withdraw_body'), verb: t('handover.withdraw'), destructive: true })) withdraw.mutate(row.id);
  };
  return (
    <li className={css.row}>
      <div className={css.words}>
        <strong><TimeText at={row.created_at} as="date" />{row.handed_to ? ` · ${t('handover.to_named', { name: row.handed_to })}` : ''}</strong>
        <span>{t(`handover.papers.${row.identity}` as 'handover.papers.passport')} · {t('patients:export.downloads', { count: row.downloads })}</span>
      </div>
      <StatusBadge tone={row.status === 'ready' ? 'done' : row.status === 'queued' ? 'active' : 'neutral'} label={t(`patients:export.status.${row.status}`)} />
      {row.status === 'ready' || row.status === 'queued' ? <Button variant="default" loading={withdraw.isPending} onClick={() => void takeBack()}>{t('handover.withdraw')}</Button> : null}
    </li>
  );
}

type FormProps = { patientId: string; name: string; receivers: Handovers['receivers'] };

function Form({ patientId, name, receivers }: FormProps) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const hand = useHandOver(patientId);
  const [to, setTo] = useState('');
  const [identity, setIdentity] = useState<(typeof PAPERS)[number]>('id_card');
  const [reason, setReason] = useState('');
  if (hand.data) return <Slip code={hand.data.code} acting={to !== ''} />;
  const submit = (event: FormEvent) => { event.preventDefault(); hand.mutate({ identity, reason: reason.trim(), proxy_id: to || null }); };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      <p>{t('handover.hint')}</p>
      {receivers.length ? (
        <NativeSelect label={t('handover.to')} description={to ? t('handover.to_hint') : undefined} value={to} onChange={(event) => setTo(event.currentTarget.value)}
          data={[{ value: '', label: name }, ...receivers.map((one) => ({ value: one.proxy_id, label: t('handover.acting', { name: one.name }) }))]} />
      ) : null}
      <NativeSelect label={t('handover.paper')} value={identity} onChange={(event) => setIdentity(event.currentTarget.value as 'passport')} data={PAPERS.map((value) => ({ value, label: t(`handover.papers.${value}`) }))} />
      <Textarea label={t('patients:export.why')} withAsterisk autosize minRows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <FormProblem problem={hand.error} />
      <div className={form.buttons}><Button type="submit" loading={hand.isPending} disabled={reason.trim().length < 3}>{t('handover.go')}</Button></div>
    </form>
  );
}

function Slip({ code, acting }: { code: string; acting: boolean }) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const facility = useFacility();
  return (
    <div className={`${css.stack} print-alone`}>
      <p className="print-only"><strong>{facility.name}</strong> · {t('handover.pick_up')}</p>
      <p>{t(acting ? 'handover.slip_acting' : 'handover.slip', { address: `${location.host}/pick-up` })}</p>
      <p className="figure" aria-label={t('handover.code')}>{code}</p>
      <p className="no-print">{t(acting ? 'handover.once_acting' : 'handover.once')}</p>
      <div><Button variant="default" className="no-print" leftSection={<Printer size={16} aria-hidden />} onClick={() => window.print()}>{t('handover.print')}</Button></div>
    </div>
  );
}
