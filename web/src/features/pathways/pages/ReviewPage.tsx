/** Review and publication: what differs from what runs now, a second person's word, and the step into use. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { checkDraft, draftDiffQuery, draftQuery } from '../api/drafts';
import type { Draft } from '../api/types';
import { Decide } from '../components/Decide';
import { DiffView } from '../components/DiffView';
import { DraftHead } from '../components/DraftHead';
import { Problems } from '../components/Problems';
import { Reviews } from '../components/Reviews';

export default function ReviewPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('pathways');
  const { data, error, refetch } = useQuery({ ...draftQuery(id), refetchOnMount: 'always' });
  if (error && !data) return <><PageHeader title={t('review.title')} back={{ to: '/pathways/drafts', label: t('drafts.title') }} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  return data ? <Review draft={data} /> : <Skeleton height={460} radius="md" />;
}

function Review({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const check = useQuery({ queryKey: ['process-drafts', 'check', draft.id, draft.version], queryFn: ({ signal }) => checkDraft(draft.id, signal), staleTime: Infinity, retry: false });
  const diff = useQuery({ ...draftDiffQuery(draft.id), queryKey: [...draftDiffQuery(draft.id).queryKey, draft.version] as never });
  const open = draft.status !== 'published' && draft.status !== 'discarded';
  return (
    <>
      <DraftHead draft={draft} at="review" lead={draft.active_number ? t('review.lead_change', { number: draft.active_number }) : t('review.lead_new')} />
      {open ? (
        <Section title={t('review.check')}>
          {check.error ? <ErrorState compact problem={check.error} onRetry={() => void check.refetch()} />
            : <Problems problems={check.data?.problems ?? []} ok={check.data?.ok ?? null} checking={check.isFetching} onShow={() => undefined} />}
        </Section>
      ) : null}
      <Decide draft={draft} ok={check.data?.ok ?? null} />
      {draft.reviews.length || draft.submit_reason ? <Reviews draft={draft} /> : null}
      <Section title={t('diff.title')} hint={diff.data?.from ? t('diff.hint', { number: diff.data.from }) : undefined}>
        {diff.error ? <ErrorState compact problem={diff.error} onRetry={() => void diff.refetch()} />
          : diff.data ? (
            <DiffView name={draft.name} changes={diff.data.changes} before={diff.data.from === null ? null : { xml: diff.data.from_xml, label: t('versions.number', { number: diff.data.from }) }} after={{ xml: draft.xml, label: t('diff.draft') }} />
          ) : <Skeleton height={360} radius="md" />}
      </Section>
    </>
  );
}
