/** The patient's own insurance cards. */
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { PageHeader } from '@/components/ui/PageHeader';
import { Coverages } from '../components/Coverages';

export default function MyInsurancePage() {
  const { t } = useTranslation('insurance');
  return (
    <>
      <PageHeader title={t('mine.title')} lead={t('mine.lead')} />
      <Coverages />
      <Slot name="insurance.mine" with={{}} />
    </>
  );
}
