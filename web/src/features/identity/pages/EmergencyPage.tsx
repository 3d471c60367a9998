/** Emergency access: exactly this patient, a reason, a proof that it is you. It ends by itself and is reviewed. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { useBreakGlass, useFindPatient, type Found } from '../api/glass';
import css from '../components/Forms.module.css';

export default function EmergencyPage() {
  const { t } = useTranslation('identity');
  const find = useFindPatient();
  const [chosen, setChosen] = useState<Found | null>(null);
  const [who, setWho] = useState({ number: '', family: '', born: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChosen(null);
    find.mutate(who.number.trim() ? { number: who.number.trim() } : { family: who.family.trim(), born: who.born }, {
      onSuccess: ({ items }) => setChosen(items.length === 1 ? items[0]! : null),
    });
  };
  return (
    <>
      <PageHeader title={t('glass.title')} lead={t('glass.lead')} />
      <Section title={t('glass.who')} hint={t('glass.who_hint')}>
        <form onSubmit={submit} noValidate className={css.wide}>
          <FormProblem problem={find.error} />
          <div className={css.pair}>
            <TextInput label={t('glass.number')} value={who.number} onChange={(event) => setWho({ ...who, number: event.currentTarget.value })} />
            <TextInput label={t('glass.family')} value={who.family} disabled={!!who.number} onChange={(event) => setWho({ ...who, family: event.currentTarget.value })} />
            <TextInput label={t('register.birth_date')} type="date" value={who.born} disabled={!!who.number} onChange={(event) => setWho({ ...who, born: event.currentTarget.value })} />
            <Button type="submit" variant="default" loading={find.isPending} disabled={!who.number.trim() && !(who.family.trim() && who.born)}>{t('glass.find')}</Button>
          </div>
        </form>
        {find.data?.items.length === 0 ? <EmptyState compact title={t('glass.nobody')} /> : null}
        {(find.data?.items.length ?? 0) > 1 ? (
          <ul className={css.list}>
            {find.data!.items.map((one) => (
              <li key={one.id} className={css.row}>
                <div className={css.words}><strong>{one.name}</strong><span>{one.number} · <DateText date={one.birth_date} /></span></div>
                <Button variant="default" onClick={() => setChosen(one)}>{t('glass.this_one')}</Button>
              </li>
            ))}
          </ul>
        ) : null}
      </Section>
      {chosen ? <Reason key={chosen.id} patient={chosen} /> : null}
    </>
  );
}

function Reason({ patient }: { patient: Found }) {
  const { t } = useTranslation('identity');
  const navigate = useNavigate();
  const open = useBreakGlass();
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState('60');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate({ patient_id: patient.id, reason: reason.trim(), minutes: Number(minutes) }, { onSuccess: () => void navigate({ to: `/patients/${patient.id}` }) });
  };
  return (
    <Section title={`${patient.name} · ${patient.number}`} hint={t('glass.reason_hint')}>
      <form onSubmit={submit} noValidate className={css.form}>
        <FormProblem problem={open.error} />
        <Textarea label={t('glass.reason')} autosize minRows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <NativeSelect label={t('glass.for')} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)}
          data={['30', '60', '120', '240'].map((value) => ({ value, label: t('limits.minutes', { count: Number(value) }) }))} />
        <div><Button type="submit" color="rose" loading={open.isPending} disabled={reason.trim().length < 10}>{t('glass.break')}</Button></div>
      </form>
    </Section>
  );
}
