/** The kinds of shifts of a department, and how many people each wants. */
import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useKeepTemplate, type Rota, type ShiftTemplate, type TemplateBody } from '../api/duty';
import { weekdayName } from './days';
import { ROLES } from './roles';
import css from './Rota.module.css';

const NEW: TemplateBody = { code: '', name: '', kind: 'day', role: '', starts: '07:00', ends: '19:00', weekdays: [0, 1, 2, 3, 4, 5, 6], least: 1, active: true };
const DAYS = [0, 1, 2, 3, 4, 5, 6];

export function ShiftTemplates({ rota }: { rota: Rota }) {
  const { t } = useTranslation('staff');
  const [edited, setEdited] = useState<{ id: string | null; body: TemplateBody } | null>(null);
  const open = ({ id, ...body }: ShiftTemplate) => setEdited({ id, body });
  return (
    <Section title={t('template.title')} hint={t('template.hint')} actions={<Button size="compact-sm" variant="default" onClick={() => setEdited({ id: null, body: NEW })}>{t('template.new')}</Button>}>
      <DataList label={t('template.title')} pages={fromRows(rota.templates)} rowKey={(row) => row.id} empty={{ title: t('template.none'), hint: t('template.none_hint') }} onOpen={open}
        columns={[
          { key: 'code', header: t('template.code'), cell: (row) => <strong>{row.code}</strong> },
          { key: 'name', header: t('field.name'), phone: 'bare', cell: (row) => row.name + (row.active ? '' : ` (${t('template.closed')})`) },
          { key: 'hours', header: t('template.hours'), cell: (row) => <span className="tabular">{row.starts.slice(0, 5)}–{row.ends.slice(0, 5)}</span> },
          { key: 'role', header: t('field.role'), cell: (row) => (row.role ? t(`common:roles.${row.role}` as 'common:roles.nurse') : t('template.anybody')) },
          { key: 'days', header: t('template.days'), cell: (row) => (row.weekdays.length === 7 ? t('template.daily') : row.weekdays.map(weekdayName).join(', ')) },
          { key: 'least', header: t('template.least'), end: true, cell: (row) => row.least },
        ]} />
      {edited ? <Form key={edited.id ?? 'new'} id={edited.id} first={edited.body} department={rota.department_id} onDone={() => setEdited(null)} /> : null}
    </Section>
  );
}

function Form({ id, first, department, onDone }: { id: string | null; first: TemplateBody; department: string; onDone: () => void }) {
  const { t } = useTranslation('staff');
  const [body, setBody] = useState(first);
  const save = useKeepTemplate(department);
  const set = (next: Partial<TemplateBody>) => setBody((before) => ({ ...before, ...next }));
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); save.mutate({ template: id, body }, { onSuccess: onDone }); }}>
      <TextInput label={t('template.code')} w={80} maxLength={4} value={body.code} onChange={(event) => set({ code: event.currentTarget.value })} />
      <TextInput label={t('field.name')} w={160} maxLength={60} value={body.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('template.kind')} w={120} allowDeselect={false} data={(['day', 'evening', 'night'] as const).map((kind) => ({ value: kind, label: t(`template.kinds.${kind}`) }))} value={body.kind} onChange={(kind) => set({ kind: kind as 'day' })} />
      <TextInput type="time" label={t('template.starts')} value={body.starts.slice(0, 5)} onChange={(event) => set({ starts: event.currentTarget.value })} />
      <TextInput type="time" label={t('template.ends')} value={body.ends.slice(0, 5)} onChange={(event) => set({ ends: event.currentTarget.value })} />
      <Select label={t('field.role')} w={160} data={[{ value: '', label: t('template.anybody') }, ...ROLES.map((role) => ({ value: role, label: t(`common:roles.${role}`) }))]} allowDeselect={false} value={body.role ?? ''} onChange={(role) => set({ role: role ?? '' })} />
      <NumberInput label={t('template.least')} w={110} min={0} max={200} value={body.least ?? 0} onChange={(least) => set({ least: Number(least) || 0 })} />
      <Checkbox.Group label={t('template.days')} value={body.weekdays.map(String)} onChange={(days) => set({ weekdays: days.map(Number).sort() })}>
        <div className={css.buttons}>{DAYS.map((day) => <Checkbox key={day} value={String(day)} label={weekdayName(day)} />)}</div>
      </Checkbox.Group>
      <Checkbox label={t('template.active')} checked={body.active ?? true} onChange={(event) => set({ active: event.currentTarget.checked })} />
      <Button type="submit" loading={save.isPending} disabled={!body.code || !body.name.trim()}>{t('common:save')}</Button>
      <Button variant="default" onClick={onDone}>{t('common:cancel')}</Button>
      <FormProblem problem={save.error} />
    </form>
  );
}
