import { Button } from '@mantine/core';
import { FileWarning } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import type { Draft } from '../api/types';
import { saveFile } from '../model/file';
import css from './Editor.module.css';

/** The file cannot be edited here without losing something: which parts, and that the file is as it was. */
export function NotDrawn({ lost, draft }: { lost: string[]; draft: Draft }) {
  const { t } = useTranslation('pathways');
  return (
    <div className={css.failure} role="alert">
      <EmptyState icon={FileWarning} title={lost.length ? t('not_drawn.lost') : t('not_drawn.title')}
        hint={lost.length ? <>{t('not_drawn.lost_hint')} <strong>{[...new Set(lost)].join(', ')}</strong></> : t('not_drawn.hint')}
        action={<Button variant="default" onClick={() => saveFile(`${draft.process_id}.bpmn`, draft.xml, 'application/xml')}>{t('editor.export')}</Button>} />
    </div>
  );
}
