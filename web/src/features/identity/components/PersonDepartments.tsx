/** On a person's page, for administrators: the home department, and further ones for good or lent until a day. */
import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useFacility } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { dayKey } from '@/lib/time';
import { endOfDay } from '@/lib/wall';
import { useAssign, userDepartmentsQuery, type Departments } from '../api/access';
import { departmentsQuery } from '../api/record';
import css from './Forms.module.css';

export default function PersonDepartments({ user }: { user: { id: string } }) {
  const { data } = useQuery(userDepartmentsQuery(user.id));
  return data ? <Editor key={JSON.stringify(data.departments)} userId={user.id} now={data.departments} /> : null;
}

function Editor({ userId, now }: { userId: string; now: Departments }) {
  const { t } = useTranslation('identity');
  const assign = useAssign(userId);
  const { zone } = useFacility();
  const known = useQuery(departmentsQuery).data?.items ?? [];
  const [home, setHome] = useState(now.home ?? '');
  const [further, setFurther] = useState(now.further);
  const change = (at: number, values: Partial<Departments['further'][number]>) => setFurther(further.map((one, n) => (n === at ? { ...one, ...values } : one)));
  const free = known.filter((one) => one.id !== home && !further.some((row) => row.department_id === one.id));
  const names = (ids: typeof known) => ids.map((one) => ({ value: one.id, label: one.name }));
  const save = () => assign.mutate({ home: home || null, further }, { onSuccess: () => notifyDone(t('departments.saved')) });
  return (
    <div className={css.stack}>
      <p className={css.lead}>{t('departments.lead')}</p>
      <FormProblem problem={assign.error} />
      <NativeSelect label={t('departments.home')} {...(now.by_post ? { description: t('departments.by_post') } : {})} disabled={now.by_post} value={home} onChange={(event) => setHome(event.currentTarget.value)} data={[{ value: '', label: t('departments.none') }, ...names(known)]} />
      {further.map((one, at) => (
        <div key={one.department_id} className={css.pair}>
          <NativeSelect label={t('departments.also')} value={one.department_id} onChange={(event) => change(at, { department_id: event.currentTarget.value })} data={names(known.filter((row) => row.id === one.department_id || free.includes(row)))} />
          <TextInput type="date" label={t('departments.until')} description={t('common:optional')} value={one.until ? dayKey(one.until, zone) : ''} onChange={(event) => change(at, event.currentTarget.value ? { until: endOfDay(event.currentTarget.value, zone) } : { until: null, away: false })} />
          {one.until ? <Checkbox label={t('departments.away')} checked={one.away} onChange={(event) => change(at, { away: event.currentTarget.checked })} /> : null}
          <ActionIcon variant="default" size={44} aria-label={t('departments.remove')} onClick={() => setFurther(further.filter((_, n) => n !== at))}><X size={18} aria-hidden /></ActionIcon>
        </div>
      ))}
      <div className={css.buttons}>
        <Button loading={assign.isPending} onClick={save}>{t('common:save')}</Button>
        {free.length ? <Button variant="default" onClick={() => setFurther([...further, { department_id: free[0]!.id, until: null, away: false }])}>{t('departments.add')}</Button> : null}
      </div>
    </div>
  );
}
