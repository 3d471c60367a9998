/** Trying a draft: the real engine on a virtual clock goes every way there is; what was reached is drawn. */
import { Button, Group, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { draftQuery } from '../api/drafts';
import { useTry } from '../api/trials';
import type { Draft, Run } from '../api/types';
import { DraftHead } from '../components/DraftHead';
import { FromCase } from '../components/FromCase';
import { RunView } from '../components/RunView';
import { Tests } from '../components/Tests';
import css from '../components/Try.module.css';
import { namesOf } from '../model/names';
import { parse } from '../panel/TryExpression';

export default function TryPage() {
  const { id } = usePathParams<{ id: string }>();
  const { data, error, refetch } = useQuery({ ...draftQuery(id), refetchOnMount: 'always' });
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Trial key={data.content_hash} draft={data} /> : null;
}

function Trial({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const trial = useTry(draft.id);
  const [text, setText] = useState('{}');
  const [picked, setPicked] = useState<number | null>(null);
  const [caseId, setCaseId] = useState<string | null>(null);
  const data = parse(text);
  const names = useMemo(() => namesOf(draft.xml), [draft.xml]);
  const run = () => {
    setPicked(null);
    if (data) trial.mutate({ data, case_id: caseId });
  };
  const { mutate } = trial;
  // A look at all ways at once: trying writes nothing.
  useEffect(() => mutate({ data: {} }), [mutate]);
  const tried = trial.data;
  const runs = tried?.runs ?? [];
  const marks = useMemo(() => (tried ? {
    completed: [...tried.coverage.elements, ...tried.coverage.flows], differences: Object.fromEntries(tried.coverage.missing.map((element) => [element, 'missing' as const])),
  } : {}), [tried]);
  const chosen: Run | undefined = picked === null ? undefined : runs[picked];
  const reached = tried ? tried.coverage.elements.length + tried.coverage.flows.length : 0;
  return (
    <>
      <DraftHead draft={draft} at="try" lead={t('try.lead')} />
      <div className={css.page}>
        <div>
          <Section title={t('try.with')} hint={t('try.with_hint')}>
            <Textarea className={css.code ?? ''} aria-label={t('try.with')} autosize minRows={3} maxRows={16} value={text} onChange={(event) => setText(event.currentTarget.value)} spellCheck={false} error={data ? null : t('expression.sample_wrong')} />
            <FromCase process={draft.process_id} value={caseId} onChange={setCaseId} />
            <Group mt={8}><Button leftSection={<FlaskConical size={16} />} onClick={run} loading={trial.isPending} disabled={!data}>{t('try.run')}</Button></Group>
          </Section>
          {tried?.assumed.length ? <p className={css.coverage}>{t('try.assumed')} <code>{tried.assumed.join(', ')}</code></p> : null}
          {tried ? (
            <Section title={t('try.runs', { count: runs.length })}>
              <ul className={css.runs}>
                <li><button type="button" className={css.pick} aria-pressed={picked === null} onClick={() => setPicked(null)}><strong>{t('try.all')}</strong><span>{t('try.covered', { reached, of: reached + tried.coverage.missing.length })}</span></button></li>
                {runs.map((one, index) => (
                  <li key={index}>
                    <button type="button" className={css.pick} aria-pressed={picked === index} data-bad={one.problem ? true : undefined} onClick={() => setPicked(index)}>
                      <strong>{one.problem ? one.problem.message : one.outcome ? t('try.ends', { name: names.get(one.outcome) ?? one.outcome }) : one.ended ? t('try.ended') : t('try.waits')}</strong>
                      <span>{t('try.steps', { count: one.steps.length })}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </Section>
          ) : null}
          <Tests draft={draft} run={chosen} now={tried?.now ?? ''} />
        </div>
        <div>
          {trial.error ? <FormProblem problem={trial.error} /> : null}
          {chosen ? <RunView key={picked} draft={draft} run={chosen} /> : <BpmnDiagram xml={draft.xml} name={draft.name} height={520} {...marks} />}
          {tried && !chosen ? (
            <p className={css.coverage} role="status">
              {tried.complete ? null : `${t('try.not_all')} `}{tried.coverage.missing.length ? <>{t('try.missing')} <strong>{tried.coverage.missing.map((element) => names.get(element) ?? element).join(', ')}</strong></> : t('try.complete')}
            </p>
          ) : null}
        </div>
      </div>
    </>
  );
}
