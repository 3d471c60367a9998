import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { notifyProblem } from '@/lib/notify';
import { draftQuery } from '../api/drafts';
import type { Sheet } from '../model/sheet';
import css from './Editor.module.css';

/** Somebody else has saved this draft meanwhile: look at theirs, or put this in its place. Nothing is lost by itself. */
export function ConflictNote({ draftId, saver }: { draftId: string; saver: Sheet['saver'] }) {
  const { t } = useTranslation('pathways');
  const qc = useQueryClient();
  const latest = () => qc.fetchQuery({ ...draftQuery(draftId), staleTime: 0 });
  const theirs = () => location.reload();
  const mine = () => latest().then((draft) => saver.overwrite(draft.version)).catch(notifyProblem);
  return (
    <div className={css.note} role="alert">
      <p><strong>{t('conflict.title')}</strong> {t('conflict.hint')}</p>
      <Button variant="default" onClick={theirs}>{t('conflict.theirs')}</Button>
      <Button variant="default" onClick={() => void mine()}>{t('conflict.mine')}</Button>
    </div>
  );
}
