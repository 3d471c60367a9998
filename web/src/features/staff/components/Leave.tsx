/** Leave in one line, and the form that asks for it. */
import { Button, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { DateText } from '@/components/ui/TimeText';
import { notifyDone } from '@/lib/notify';
import { useAskLeave, type AskLeave, type Leave } from '../api/duty';
import css from './Rota.module.css';

const TONES: Record<Leave['status'], Tone> = { requested: 'info', approved: 'done', refused: 'problem', cancelled: 'neutral' };
const KINDS = ['annual', 'sick', 'study', 'parental', 'other'] as const;

export function LeaveLine({ leave, name = false, actions, children }: { leave: Leave; name?: boolean; actions?: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation('staff');
  return (
    <li>
      <div>
        <strong>{name ? `${leave.name}, ` : ''}<DateText date={leave.starts_on} />{leave.ends_on === leave.starts_on ? null : <> – <DateText date={leave.ends_on} /></>}</strong>
        <p>{t(`leave.kinds.${leave.kind}`)}, {t('leave.days', { count: leave.working_days })}{leave.reason ? `. ${leave.reason}` : ''}{leave.answer ? `. ${t('leave.answered', { name: leave.decided_by_name, words: leave.answer })}` : ''}</p>
        {children}
      </div>
      <div className={css.buttons}><StatusBadge tone={TONES[leave.status]} label={t(`leave.status.${leave.status}`)} />{actions}</div>
    </li>
  );
}

export function AskLeaveForm({ people }: { people?: { user_id: string; name: string }[] }) {
  const { t } = useTranslation('staff');
  const ask = useAskLeave();
  const empty: AskLeave = { user_id: null, kind: 'annual', starts_on: '', ends_on: '', reason: '' };
  const [form, setForm] = useState(empty);
  const set = (next: Partial<AskLeave>) => setForm((before) => ({ ...before, ...next }));
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); ask.mutate({ ...form, ends_on: form.ends_on || form.starts_on }, { onSuccess: () => { setForm(empty); notifyDone(t('leave.asked')); } }); }}>
      {people ? <Select label={t('rota.person')} searchable data={people.map((one) => ({ value: one.user_id, label: one.name }))} value={form.user_id ?? null} onChange={(user_id) => set({ user_id })} /> : null}
      <Select label={t('leave.kind')} w={140} allowDeselect={false} data={KINDS.map((kind) => ({ value: kind, label: t(`leave.kinds.${kind}`) }))} value={form.kind} onChange={(kind) => set({ kind: kind as 'annual' })} />
      <TextInput type="date" label={t('leave.first')} value={form.starts_on} onChange={(event) => set({ starts_on: event.currentTarget.value })} />
      <TextInput type="date" label={t('leave.last')} min={form.starts_on} value={form.ends_on} onChange={(event) => set({ ends_on: event.currentTarget.value })} />
      <TextInput label={t('leave.reason')} maxLength={500} value={form.reason ?? ''} onChange={(event) => set({ reason: event.currentTarget.value })} />
      <Button type="submit" variant="default" disabled={!form.starts_on || (!!people && !form.user_id)} loading={ask.isPending}>{t('leave.ask')}</Button>
      <FormProblem problem={ask.error} />
    </form>
  );
}
