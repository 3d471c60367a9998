/** One run of a trial: the drawing with its token, and its steps in words. */
import { ActionIcon, Group, Slider } from '@mantine/core';
import { Pause, Play, SkipBack, StepBack, StepForward } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { TimeText } from '@/components/ui/TimeText';
import type { Draft, Run } from '../api/types';
import css from './Try.module.css';
import { useReplay } from './useReplay';

export function RunView({ draft, run }: { draft: Draft; run: Run }) {
  const { t } = useTranslation('pathways');
  const { at, playing, go, play, pause } = useReplay(run);
  const now = run.steps[at - 1];
  const marks = useMemo(() => ({
    completed: run.steps.slice(0, Math.max(0, at - 1)).map((step) => step.element_id),
    active: now ? [now.element_id] : [], tokens: now ? { [now.element_id]: 1 } : {},
  }), [run, at, now]);
  return (
    <div className={css.run}>
      <BpmnDiagram xml={draft.xml} name={draft.name} height={400} {...marks} summary={now ? t('try.now_at', { name: now.name }) : undefined} />
      <Group gap={8} wrap="nowrap">
        <ActionIcon aria-label={t('try.first')} onClick={() => go(0)}><SkipBack size={18} /></ActionIcon>
        <ActionIcon aria-label={t('try.back')} onClick={() => go(at - 1)}><StepBack size={18} /></ActionIcon>
        <ActionIcon aria-label={playing ? t('try.pause') : t('try.play')} onClick={playing ? pause : play}>{playing ? <Pause size={18} /> : <Play size={18} />}</ActionIcon>
        <ActionIcon aria-label={t('try.forward')} onClick={() => go(at + 1)}><StepForward size={18} /></ActionIcon>
        <Slider className={css.slider ?? ''} min={0} max={run.steps.length} value={at} onChange={go} label={null} thumbLabel={t('try.step_of')} />
        <span className="tabular">{t('try.step', { at, of: run.steps.length })}</span>
      </Group>
      <ol className={css.steps}>
        {run.steps.map((step, index) => (
          <li key={index} data-now={index === at - 1 || undefined} data-later={index >= at || undefined}>
            <button type="button" onClick={() => go(index + 1)}>{step.name || step.element_id}</button>
            {step.choices && Object.keys(step.choices).length ? <code>{JSON.stringify(step.choices)}</code> : null}
            <TimeText at={step.at} />
          </li>
        ))}
      </ol>
    </div>
  );
}
