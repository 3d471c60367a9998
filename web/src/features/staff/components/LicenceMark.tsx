/** Beside a clinician's name, for staff only: the licence has ended. Nothing otherwise. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { endedLicencesQuery } from '../api/records';

export default function LicenceMark({ practitionerId }: { practitionerId: string }) {
  const { t } = useTranslation('staff');
  const { data } = useQuery(endedLicencesQuery);
  if (!data?.items.some((one) => one.practitioner_id === practitionerId)) return null;
  return <> <StatusBadge tone="problem" label={t(data.blocks ? 'credentials.ended_mark_blocked' : 'credentials.ended_mark')} /></>;
}
