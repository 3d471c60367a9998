import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { History, PencilRuler, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { useStartCase } from '../api/processes';

/** On a pathway's page: its versions, changing it, and starting a case by hand. */
export default function PathwayActions({ processId }: { processId: string }) {
  const { t } = useTranslation('pathways');
  const may = useMay();
  return (
    <>
      <Button component={Link} to={`/pathways/${processId}/versions`} variant="default" leftSection={<History size={16} />}>{t('versions.title')}</Button>
      {may('case.start') ? <Start processId={processId} /> : null}
      {may('process.edit') ? <Button component={Link} to="/pathways/drafts" search={{ process: processId } as never} leftSection={<PencilRuler size={16} />}>{t('drafts.change')}</Button> : null}
    </>
  );
}

function Start({ processId }: { processId: string }) {
  const { t } = useTranslation('pathways');
  const confirm = useConfirm();
  const navigate = useNavigate();
  const start = useStartCase();
  const go = async () => {
    if (!await confirm({ title: t('start.title'), body: t('start.body'), verb: t('start.verb') })) return;
    start.mutate(processId, { onSuccess: (made) => void navigate({ to: `/cases/${made.case_id}` }) });
  };
  return <Button variant="default" leftSection={<Play size={16} />} loading={start.isPending} onClick={() => void go()}>{t('start.verb')}</Button>;
}
