/** A patient looks for a doctor. */
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import type { Wanted } from '../api/doctors';
import { Doctors } from '../components/Doctors';

export default function DoctorsPage() {
  const { t } = useTranslation('scheduling');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('doctors.title')} lead={t('doctors.lead')} />
      <Doctors base="/my/doctors" wanted={useSearchParams<Wanted>()} onWanted={(search) => void navigate({ to: '/my/doctors', search: search as never, replace: true, resetScroll: false })} />
    </>
  );
}
