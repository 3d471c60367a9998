/** The directory for strangers, where the hospital has opened it. */
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import type { Wanted } from '../api/doctors';
import { Doctors } from '../components/Doctors';

export default function PublicDoctorsPage() {
  const { t } = useTranslation('scheduling');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('doctors.title')} lead={t('doctors.lead_public')} />
      <Doctors base="/doctors" wanted={useSearchParams<Wanted>()} onWanted={(search) => void navigate({ to: '/doctors', search: search as never, replace: true, resetScroll: false })} />
    </>
  );
}
