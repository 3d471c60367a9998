import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { History, PencilRuler } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/auth';

/** On a pathway's page: its versions, and changing it. */
export default function PathwayActions({ processId }: { processId: string }) {
  const { t } = useTranslation('pathways');
  const may = useMay();
  return (
    <>
      <Button component={Link} to={`/pathways/${processId}/versions`} variant="default" leftSection={<History size={16} />}>{t('versions.title')}</Button>
      {may('process.edit') ? <Button component={Link} to="/pathways/drafts" search={{ process: processId } as never} leftSection={<PencilRuler size={16} />}>{t('drafts.change')}</Button> : null}
    </>
  );
}
