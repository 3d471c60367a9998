import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PencilRuler, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/auth';

/** On the list of pathways: to the drafts, and to a new one. */
export default function DraftsLink() {
  const { t } = useTranslation('pathways');
  const may = useMay();
  if (!may('process.edit') && !may('process.approve')) return null;
  return (
    <Group gap={8}>
      <Button component={Link} to="/pathways/drafts" variant="default" leftSection={<PencilRuler size={16} />}>{t('nav.drafts')}</Button>
      {may('process.edit') ? <Button component={Link} to="/pathways/drafts" search={{ new: 'blank' } as never} leftSection={<Plus size={16} />}>{t('drafts.new')}</Button> : null}
    </Group>
  );
}
