/** What the patient should do or know next. Every card is filled by the feature that owns it (`patient.home` slots, by order). */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { actingName } from '@/lib/acting';
import { useSession } from '@/lib/auth';

export default function MyHomePage() {
  const { t } = useTranslation('patients');
  const { user, acting_for } = useSession();
  return (
    <>
      <PageHeader title={acting_for ? actingName() : t('home.hello', { name: user.name.split(' ')[0] })} />
      <Slot name="patient.home" />
    </>
  );
}
