/** A person's task: which form, whose, how urgent, by when, and what happens when it is done. */
import { Button, Group, Select } from '@mantine/core';
import { FilePlus2, PencilLine } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keyFor } from '../forms/fields';
import { readPart, writePart } from '../model/extension';
import { is } from '../model/standard';
import { Entry } from './Entry';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

const FormBuilder = lazy(() => import('../forms/FormBuilder'));
const NAMES = ['form', 'role', 'result', 'priority', 'due', 'candidate', 'onComplete', 'sla', 'followUp', 'department', 'roles'] as const;
const PRIORITIES = ['low', 'normal', 'high', 'critical'];

export function HumanSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { blocks, forms, readOnly, setForm } = useStudio();
  const writer = useWriter();
  const [drawing, setDrawing] = useState<string | null>(null);
  const values = readPart(item.businessObject, 'Task', NAMES);
  const set = (name: (typeof NAMES)[number]) => (text: string | null) => writePart(writer, item, 'Task', { [name]: text?.trim() ?? '' });
  const own = Object.entries(forms).map(([key, form]) => ({ value: key, label: String(form.schema.title ?? key) }));
  const known = blocks.forms.filter((form) => !forms[form.key]).map((form) => ({ value: form.key, label: form.title || form.key }));
  const choices = [
    { group: t('human.own_forms'), items: own },
    { group: t('human.known_forms'), items: known.concat(values.form && !own.concat(known).some((form) => form.value === values.form) ? [{ value: values.form, label: values.form }] : []) },
  ].filter((group) => group.items.length);
  const newForm = () => {
    const name = item.businessObject.name ?? '';
    setDrawing(keyFor(name || 'form', [...Object.keys(forms), ...blocks.forms.map((form) => form.key)]));
  };
  const steps = [...blocks.steps.map((step) => ({ value: step.name, label: step.title || step.name }))];
  return (
    <>
      <Part title={t('human.title')} hint={is(item.businessObject, 'ReceiveTask') ? t('human.receive_hint') : undefined}>
        <Select label={t('human.form')} description={t('human.form_hint')} data={choices} value={values.form || null} onChange={set('form')} searchable clearable disabled={readOnly} nothingFoundMessage={t('human.no_form')} placeholder={t('human.choose_form')} />
        {readOnly ? null : (
          <Group gap={8}>
            {values.form && forms[values.form] ? <Button variant="default" leftSection={<PencilLine size={16} />} onClick={() => setDrawing(values.form)}>{t('human.edit_form')}</Button> : null}
            <Button variant="default" leftSection={<FilePlus2 size={16} />} onClick={newForm}>{t('human.new_form')}</Button>
          </Group>
        )}
        <Select label={t('human.role')} description={t('human.role_hint')} data={blocks.roles.map((role) => ({ value: role.code, label: role.name }))} value={values.role || null} onChange={set('role')} searchable clearable disabled={readOnly} placeholder={t('human.choose_role')} />
        <ExpressionInput key="roles" kind="value" label={t('human.roles')} description={t('human.roles_hint')} value={values.roles} onCommit={set('roles')} />
        <ExpressionInput key="candidate" kind="value" label={t('human.candidate')} description={t('human.candidate_hint')} value={values.candidate} onCommit={set('candidate')} />
        <Entry key="department" label={t('human.department')} description={t('human.department_hint')} value={values.department} onCommit={set('department')} />
      </Part>
      <Part title={t('human.time')}>
        <ExpressionInput key="due" kind="value" label={t('human.due')} description={t('human.due_hint')} placeholder="hours(2)" value={values.due} onCommit={set('due')} />
        <ExpressionInput key="sla" kind="value" label={t('human.sla')} description={t('human.sla_hint')} placeholder="minutes(30)" value={values.sla} onCommit={set('sla')} />
        <ExpressionInput key="followUp" kind="value" label={t('human.follow_up')} description={t('human.follow_up_hint')} value={values.followUp} onCommit={set('followUp')} />
        <Select label={t('human.priority')} data={[...PRIORITIES.map((value) => ({ value, label: t(`priority.${value as 'low'}`) })), ...(values.priority && !PRIORITIES.includes(values.priority) ? [{ value: values.priority, label: values.priority }] : [])]}
          value={values.priority || 'normal'} onChange={(value) => set('priority')(value === 'normal' ? '' : value)} allowDeselect={false} disabled={readOnly} />
      </Part>
      <Part title={t('human.after')}>
        <Select label={t('human.on_complete')} description={t('human.on_complete_hint')} data={steps} value={values.onComplete || null} onChange={set('onComplete')} searchable clearable disabled={readOnly} placeholder={t('human.nothing_more')} />
        <Entry key="result" mono label={t('field.result')} description={t('field.result_hint', { name: values.result || item.id })} placeholder={item.id} value={values.result} onCommit={set('result')} />
      </Part>
      {drawing !== null ? (
        <Suspense fallback={null}>
          <FormBuilder formKey={drawing} form={forms[drawing] ?? null} name={item.businessObject.name ?? ''} onClose={() => setDrawing(null)}
            onSave={(form) => { setForm(drawing, form); set('form')(drawing); setDrawing(null); }} />
        </Suspense>
      ) : null}
    </>
  );
}
