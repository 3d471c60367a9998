/** The patient's own insurance cards. */
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { PageHeader } from '@/components/ui/PageHeader';
import { Coverages } from '../components/Coverages';
import OwnAuthorizations from '../components/OwnAuthorizations';

export default function MyInsurancePage() {
  const { t } = useTranslation('insurance');
  return (
    <>
      <PageHeader title={t('mine.title')} lead={t('mine.lead')} />
      <Coverages />
      <OwnAuthorizations />
      <Slot name="insurance.mine" with={{}} />
    </>
  );
}
