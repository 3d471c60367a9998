import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { FlaskConical, PencilRuler, ScanSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';
import type { Draft } from '../api/types';
import { DraftStatus } from './DraftStatus';

/** The head of a draft's pages: draw, try, review. */
export function DraftHead({ draft, at, lead }: { draft: Draft; at: 'try' | 'review'; lead: ReactNode }) {
  const { t } = useTranslation('pathways');
  return (
    <PageHeader title={draft.name} lead={lead} badge={<DraftStatus status={draft.status} />} back={{ to: '/pathways/drafts', label: t('drafts.title') }}
      actions={(
        <>
          <Button component={Link} to={`/pathways/drafts/${draft.id}`} variant="default" leftSection={<PencilRuler size={16} />}>{t('editor.draw')}</Button>
          {at === 'review' && draft.may_edit ? <Button component={Link} to={`/pathways/drafts/${draft.id}/try`} variant="default" leftSection={<FlaskConical size={16} />}>{t('editor.try')}</Button> : null}
          {at === 'try' ? <Button component={Link} to={`/pathways/drafts/${draft.id}/review`} leftSection={<ScanSearch size={16} />}>{t('editor.review')}</Button> : null}
        </>
      )} />
  );
}
