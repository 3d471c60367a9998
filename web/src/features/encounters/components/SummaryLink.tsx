/** On a past appointment: the way to what was said. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSummaries } from '../api/summaries';

export default function SummaryLink({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('encounters');
  const found = useSummaries().rows.find((row) => row.appointment_id === appointmentId);
  return found ? <Button component={Link} to={`/my/summaries/${found.id}`} fullWidth leftSection={<FileText size={18} />} mb="sm">{t('summary.read')}</Button> : null;
}
