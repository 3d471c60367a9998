/** One draft: the editor at a desk, a look at the drawing on a phone or while it is not to be changed. */
import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { blocksQuery } from '../api/blocks';
import { draftQuery } from '../api/drafts';
import type { Draft } from '../api/types';
import { DraftStatus } from '../components/DraftStatus';
import css from '../components/Editor.module.css';

const Editor = lazy(() => import('../components/Editor'));

export default function DraftPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('pathways');
  // The sheet may be changed while this page is open; the editor goes on with what it opened.
  const draft = useQuery({ ...draftQuery(id), refetchOnMount: 'always' });
  const blocks = useQuery(blocksQuery);
  const wide = useMediaQuery('(width > 51.25em)', true, { getInitialValueInEffect: false });
  const [taken, setTaken] = useState(false);
  const [round, setRound] = useState(0);
  const error = draft.error ?? blocks.error;
  const back = { to: '/pathways/drafts', label: t('drafts.title') };
  if (error && !(draft.data && blocks.data)) {
    return <><PageHeader title={t('editor.title')} back={back} /><ErrorState problem={error} onRetry={() => { void draft.refetch(); void blocks.refetch(); }} /></>;
  }
  if (!draft.data || !blocks.data || draft.isFetching && !draft.isFetchedAfterMount) return <div className={css.page}><Skeleton height="100%" radius={0} /></div>;
  const open = draft.data.status === 'editing' || taken;
  if (!wide || !open || !draft.data.may_edit) return <Look draft={draft.data} narrow={!wide} onTake={draft.data.may_edit && wide ? () => setTaken(true) : undefined} />;
  return (
    <div className={css.page}>
      <h1 className="visually-hidden">{t('editor.title')}: {draft.data.name}</h1>
      <Suspense fallback={<Skeleton height="100%" radius={0} />}><Editor key={`${id}:${round}`} draft={draft.data} blocks={blocks.data} onArranged={() => setRound((before) => before + 1)} /></Suspense>
    </div>
  );
}

function Look({ draft, narrow, onTake }: { draft: Draft; narrow: boolean; onTake: (() => void) | undefined }) {
  const { t } = useTranslation('pathways');
  const over = draft.status === 'published' || draft.status === 'discarded';
  return (
    <>
      <PageHeader title={draft.name} back={{ to: '/pathways/drafts', label: t('drafts.title') }} badge={<DraftStatus status={draft.status} />}
        lead={narrow ? t('look.narrow') : over ? t('look.over') : t('look.review')}
        actions={(
          <>
            <Button component={Link} to={`/pathways/drafts/${draft.id}/review`} variant="default">{t('editor.review')}</Button>
            {onTake && !over ? <Button variant="default" onClick={onTake}>{t('look.take')}</Button> : null}
          </>
        )} />
      <BpmnDiagram xml={draft.xml} name={draft.name} height={520} />
    </>
  );
}
