/** What the patient should do or know next. Every card is filled by the feature that owns it (`patient.home` slots, by order). */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { useSession } from '@/lib/auth';

export default function MyHomePage() {
  const { t } = useTranslation('patients');
  const { user, acting } = useSession();
  return (
    <>
      <PageHeader title={acting ? t('home.of', { name: acting.name }) : t('home.hello', { name: user.name.split(' ')[0] })} />
      <Slot name="patient.home" />
    </>
  );
}
