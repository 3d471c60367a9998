import { Button, Group } from '@mantine/core';
import { FileWarning } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import type { Draft } from '../api/types';
import { saveFile } from '../model/file';
import css from './Editor.module.css';

/** The file cannot be edited here without losing something: which parts, and that the file is as it was. */
export function NotDrawn({ lost, draft, onArrange }: { lost: string[]; draft: Draft; onArrange: () => void }) {
  const { t } = useTranslation('pathways');
  // What says no places can be given some; what would be lost on saving stays lost.
  const arrangeable = !lost.length && !draft.xml.includes('BPMNShape');
  return (
    <div className={css.failure} role="alert">
      <EmptyState icon={FileWarning} title={lost.length ? t('not_drawn.lost') : t('not_drawn.title')}
        hint={lost.length ? <>{t('not_drawn.lost_hint')} <strong>{[...new Set(lost)].join(', ')}</strong></> : t(arrangeable ? 'not_drawn.no_places' : 'not_drawn.hint')}
        action={<Group justify="center">{arrangeable ? <Button onClick={onArrange}>{t('arrange.verb')}</Button> : null}<Button variant="default" onClick={() => saveFile(`${draft.process_id}.bpmn`, draft.xml, 'application/xml')}>{t('editor.export')}</Button></Group>} />
    </div>
  );
}
