/** What happened, newest first: which step, when, by whom, how long it took. Click an element of the drawing to see only its entries. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { useFacility } from '@/lib/auth';
import { clockTime, dayName, fullTime, stopwatch } from '@/lib/time';
import { useNow } from '@/lib/clock';
import type { CaseShown } from '../api/cases';
import css from './Case.module.css';

type Step = CaseShown['history'][number];
/** Gateways and plain events say nothing to a person. */
const QUIET = new Set(['exclusiveGateway', 'parallelGateway', 'inclusiveGateway', 'eventBasedGateway']);
const isTold = (step: Step) => !QUIET.has(step.kind) && (step.kind === 'case' || step.name !== step.element_id || step.outcome !== 'completed');

export function CaseStory({ story, picked, onClear }: { story: Step[]; picked: string | null; onClear: () => void }) {
  const { t } = useTranslation('workflows');
  const { zone } = useFacility();
  const now = useNow();
  const shown = story.filter((step) => (picked ? step.element_id === picked : isTold(step))).reverse();
  return (
    <>
      {picked ? <p className={css.filter}>{t('case.only', { name: story.find((step) => step.element_id === picked)?.name ?? picked })} <Button variant="subtle" size="compact-sm" onClick={onClear}>{t('case.show_all')}</Button></p> : null}
      {shown.length === 0 ? <EmptyState compact title={t('case.no_story')} /> : (
        <ol className={css.story}>
          {shown.map((step) => {
            const took = Date.parse(step.at) - Date.parse(step.entered_at);
            return (
              <li key={step.id} data-outcome={step.outcome}>
                <time dateTime={step.at} title={fullTime(step.at, zone)}>{dayName(step.at, zone, now)} {clockTime(step.at, zone)}</time>
                <span className={css.what}>
                  <strong>{step.name || t('case.title')}</strong> {t(`case.outcomes.${step.outcome}` as 'case.outcomes.completed', step.outcome)}
                  {step.detail && step.outcome !== 'message' ? <span className={css.quiet}> {step.detail}</span> : null}
                </span>
                <span className={css.by}>{step.actor_name}{took > 1_000 ? <span className={css.quiet}> · {t('case.took', { time: stopwatch(took) })}</span> : null}</span>
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}
