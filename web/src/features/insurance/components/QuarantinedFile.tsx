/** A file that could not be accepted: why, what is in it, and that somebody has dealt with it. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { TimeText } from '@/components/ui/TimeText';
import { useDismissFile, type ClaimFile } from '../api/remittances';
import { FileDrawer } from './FileDrawer';
import css from './Claims.module.css';

export function QuarantinedFile({ file }: { file: ClaimFile }) {
  const { t } = useTranslation('insurance');
  const confirm = useConfirm();
  const dismiss = useDismissFile();
  const [open, setOpen] = useState(false);
  const done = async () => {
    const answer = await confirm({ title: t('quarantine.done_title'), body: t('quarantine.done_body'), verb: t('quarantine.done'), reason: { label: t('quarantine.why') } });
    if (answer) dismiss.mutate({ file: file.id, reason: answer.reason });
  };
  return (
    <div className={css.card}>
      <div>
        <strong>{t(`refused.${file.reason_code}` as 'refused.x12_truncated', t('refused.other'))}</strong>
        <p>{file.name} · <TimeText at={file.created_at} /></p>
        <p>{file.reason}</p>
      </div>
      <Group gap="xs">
        <Button variant="default" onClick={() => setOpen(true)}>{t('quarantine.look')}</Button>
        <Button variant="default" loading={dismiss.isPending} onClick={() => void done()}>{t('quarantine.done')}</Button>
      </Group>
      <FileDrawer file={open ? file : null} onClose={() => setOpen(false)} />
    </div>
  );
}
