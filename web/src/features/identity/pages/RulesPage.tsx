/** Grants and denials beyond roles: for a role or a person, a relation, a while. A denial beats every grant. */
import { Button, Drawer, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { MomentInput } from '@/components/ui/MomentInput';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { rolesQuery, rulesQuery, useAddRule, useDropRule, type NewRule, type Rule } from '../api/access';
import { departmentsQuery } from '../api/record';
import { AccessTabs } from '../components/AccessTabs';
import css from '../components/Forms.module.css';

const RELATIONS = ['', 'scheduled', 'care_team', 'treating', 'proxy'] as const;

export default function RulesPage() {
  const { t } = useTranslation('identity');
  const { data, error, isPending, refetch } = useQuery(rulesQuery);
  const drop = useDropRule();
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const place = (id: string | null) => (id ? ` · ${departments.find((one) => one.id === id)?.name ?? ''}` : '');
  const [adding, setAdding] = useState(false);
  const columns: Column<Rule>[] = [
    { key: 'effect', header: t('rules.effect'), cell: (rule) => <StatusBadge tone={rule.effect === 'deny' ? 'attention' : 'info'} label={t(`rules.${rule.effect}`)} /> },
    { key: 'who', header: t('rules.who'), cell: (rule) => <>{rule.user_name || t(`common:roles.${rule.role}` as 'common:roles.patient', rule.role)}{place(rule.department_id)}</>, phone: 'bare' },
    { key: 'what', header: t('rules.what'), cell: (rule) => <><code>{rule.permission}</code>{rule.relation ? ` · ${t(`relations.${rule.relation}` as 'relations.treating')}` : ''}</>, phone: 'bare' },
    { key: 'until', header: t('rules.until'), cell: (rule) => (rule.until ? <TimeText at={rule.until} /> : t('rules.always')) },
    { key: 'why', header: t('rules.reason'), cell: (rule) => rule.reason, phone: 'bare' },
  ];
  return (
    <>
      <AccessTabs part="rules" actions={<Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('rules.new')}</Button>} />
      <DataList label={t('rules.title')} pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        columns={columns} rowKey={(rule) => rule.id} empty={{ title: t('rules.none'), hint: t('rules.none_hint') }}
        actions={(rule) => <Button variant="default" loading={drop.isPending && drop.variables === rule.id} onClick={() => drop.mutate(rule.id)}>{t('common:remove')}</Button>} />
      <Drawer opened={adding} onClose={() => setAdding(false)} position="right" size="md" title={t('rules.new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {adding ? <Editor onDone={() => setAdding(false)} /> : null}
      </Drawer>
    </>
  );
}

function Editor({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity');
  const { data: roles } = useQuery(rolesQuery);
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const add = useAddRule();
  const [rule, setRule] = useState<NewRule>({ effect: 'deny', permission: 'chart.read', role: 'nurse', relation: '', reason: '' });
  const set = (change: Partial<NewRule>) => setRule({ ...rule, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(rule, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={add.error} />
      <SegmentedControl aria-label={t('rules.effect')} value={rule.effect} onChange={(effect) => set({ effect: effect as NewRule['effect'] })}
        data={[{ value: 'deny', label: t('rules.deny') }, { value: 'allow', label: t('rules.allow') }]} />
      <NativeSelect label={t('rules.role')} value={rule.role ?? ''} onChange={(event) => set({ role: event.currentTarget.value })}
        data={(roles?.roles ?? []).map((one) => ({ value: one.code, label: t(`common:roles.${one.code}` as 'common:roles.patient', one.name) }))} />
      <NativeSelect label={t('rules.what')} value={rule.permission} onChange={(event) => set({ permission: event.currentTarget.value, relation: '' })}
        data={(roles?.permissions ?? []).filter((one) => one.grantable || rule.effect === 'deny').map((one) => ({ value: one.code, label: one.words }))} />
      {rule.permission === 'chart.read' ? (
        <NativeSelect label={t('rules.relation')} value={rule.relation ?? ''} onChange={(event) => set({ relation: event.currentTarget.value as NewRule['relation'] })}
          data={RELATIONS.map((value) => ({ value, label: value ? t(`relations.${value}`) : t('rules.every_relation') }))} />
      ) : null}
      <NativeSelect label={t('rules.department')} value={rule.department_id ?? ''} onChange={(event) => set({ department_id: event.currentTarget.value || null })}
        data={[{ value: '', label: t('rules.every_department') }, ...departments.map((one) => ({ value: one.id, label: one.name }))]} />
      <MomentInput label={t('rules.until')} description={t('common:optional')} value={rule.until ?? ''} onChange={(until) => set({ until: until || null })} />
      <Textarea label={t('rules.reason')} maxLength={500} autosize minRows={2} value={rule.reason} onChange={(event) => set({ reason: event.currentTarget.value })} />
      <div><Button type="submit" loading={add.isPending} disabled={rule.reason.trim().length < 3}>{t('common:save')}</Button></div>
    </form>
  );
}
