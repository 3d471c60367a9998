/** What the hospital keeps about my work here. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { myRecordQuery } from '../api/records';
import { departmentsQuery } from '../api/people';
import { RecordSections } from '../components/RecordSections';

export default function MyProfilePage() {
  const { t } = useTranslation('staff');
  const { data, error, refetch } = useQuery(myRecordQuery);
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <PageHeader title={t('record.mine')} lead={t('record.mine_lead')} />
      <Section>
        <KeyValue columns={2} items={[
          { label: t('field.name'), value: data.name }, { label: t('field.email'), value: data.email },
          { label: t('field.roles'), value: data.roles.map((role) => t(`common:roles.${role}` as 'common:roles.nurse')).join(', ') },
          { label: t('field.department'), value: departments.find((one) => one.id === data.department_id)?.name },
          data.practitioner_id ? { label: t('field.specialty'), value: data.specialty_name } : null,
          data.practitioner_id ? { label: t('field.languages'), value: data.languages.join(', ') } : null,
          data.practitioner_id ? { label: t('field.npi'), value: data.npi } : null,
        ]} />
      </Section>
      <RecordSections record={{ ...data, may_change: false }} />
    </>
  );
}
