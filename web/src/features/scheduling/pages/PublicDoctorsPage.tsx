/** The directory for strangers, where the hospital has opened it. */
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import type { Wanted } from '../api/doctors';
import { Doctors } from '../components/Doctors';
import css from '../components/Doctors.module.css';
import { IfOpen } from '../components/IfOpen';

export default function PublicDoctorsPage() {
  const { t } = useTranslation('scheduling');
  const navigate = useNavigate();
  const wanted = useSearchParams<Wanted>();
  return (
    <div className={css.page}>
      <IfOpen>
        <PageHeader title={t('doctors.title')} lead={t('doctors.lead_public')} />
        <Doctors base="/doctors" wanted={wanted} onWanted={(search) => void navigate({ to: '/doctors', search: search as never, replace: true, resetScroll: false })} />
      </IfOpen>
    </div>
  );
}
