/** The hospital's own details: they stand on letters, receipts and claims, and decide in which zone times are shown. */
import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { departmentsQuery, facilityQuery, useChangeFacility, type Facility } from '../api/people';
import css from '../components/Forms.module.css';

export default function HospitalPage() {
  const { t } = useTranslation('staff');
  const { data, error, refetch } = useQuery(facilityQuery);
  const { data: departments } = useQuery(departmentsQuery);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <PageHeader title={t('hospital.title')} lead={t('hospital.lead')} back={{ to: '/admin', label: t('hospital.back') }} />
      <div className={css.columns}>
        <div><Section><FacilityForm facility={data} /></Section></div>
        <div>
          <Section title={t('hospital.departments')} actions={<Button component={Link} to="/hospital/places" size="compact-sm" variant="default">{t('places.to')}</Button>}>
            <KeyValue items={(departments?.items ?? []).map((row) => ({ label: row.name, value: t(`kind.${row.kind}`) }))} />
          </Section>
        </div>
      </div>
    </>
  );
}

type Address = { line: string; city: string; state: string; postal_code: string; country: string };

function FacilityForm({ facility }: { facility: Facility }) {
  const { t } = useTranslation('staff');
  const save = useChangeFacility();
  const { name, zone, phone, npi, taxonomy, tin } = facility;
  const address: Address = { line: '', city: '', state: '', postal_code: '', country: 'US', ...(facility.address as Partial<Address>) };
  const form = useForm({
    mode: 'uncontrolled', initialValues: { name, zone, phone, npi, taxonomy, tin, address },
    validate: { name: (value) => (value.trim() ? null : t('field.needed')) },
  });
  const field = (path: string) => form.getInputProps(path);
  const submit = form.onSubmit((values) => save.mutate(values, {
    onSuccess: () => notifyDone(t('hospital.saved')), onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={save.error} />
      <TextInput label={t('field.name')} {...field('name')} />
      <Select label={t('hospital.zone')} description={t('hospital.zone_hint')} searchable data={Intl.supportedValuesOf('timeZone')} limit={60} {...field('zone')} />
      <TextInput label={t('hospital.line')} {...field('address.line')} />
      <div className={css.pair}>
        <TextInput label={t('hospital.city')} {...field('address.city')} />
        <TextInput label={t('hospital.state')} {...field('address.state')} />
        <TextInput label={t('hospital.postal_code')} {...field('address.postal_code')} />
        <TextInput label={t('field.phone')} type="tel" {...field('phone')} />
        <TextInput label={t('field.npi')} description={t('field.npi_hint')} inputMode="numeric" maxLength={10} {...field('npi')} />
        <TextInput label={t('hospital.taxonomy')} description={t('hospital.taxonomy_hint')} maxLength={10} {...field('taxonomy')} />
        <TextInput label={t('hospital.tin')} description={t('hospital.tin_hint')} inputMode="numeric" maxLength={9} {...field('tin')} />
      </div>
      <div><Button type="submit" loading={save.isPending}>{t('common:save')}</Button></div>
    </form>
  );
}
