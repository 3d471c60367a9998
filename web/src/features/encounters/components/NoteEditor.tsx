/** The words of the note, section by section. */
import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, CloudOff, LoaderCircle, Pencil } from 'lucide-react';
import type { ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { writingQuery } from '../api/writing';
import type { Chart } from '../api/chart';
import { REQUIRED, SECTIONS, type NoteState, type SaveState, type SectionName } from '../note';
import { grown } from '../phrases';
import css from './Chart.module.css';
import { Marks } from './Marks';
import { NoteTools } from './NoteTools';

const rows: Partial<Record<(typeof SECTIONS)[number], number>> = { history: 3, plan: 2, reason: 1 };

export function NoteEditor({ note, chart }: { note: NoteState; chart: Chart }) {
  const { t } = useTranslation('encounters');
  const phrases = useQuery(writingQuery).data?.phrases ?? [];
  function typed(name: SectionName, event: ChangeEvent<HTMLTextAreaElement>) {
    const field = event.currentTarget;
    const next = grown(field.value, field.selectionStart, phrases);
    note.type(name, next ? next.text : field.value);
    if (next) requestAnimationFrame(() => field.setSelectionRange(next.caret, next.caret));
  }
  return (
    <section className={css.part} aria-label={t('note.title')}>
      <div className={css.head}><h2>{t('note.title')}</h2><NoteTools note={note} chart={chart} /><Saved state={note.save} /></div>
      <div className={css.fields}>
        {SECTIONS.map((name) => (
          <div key={name}>
          <Textarea
            id={`note-${name}`} label={t(`note.${name}`)} description={name === 'advice' ? t('note.advice_hint') : undefined} autosize minRows={rows[name] ?? 1} maxRows={24}
            maxLength={20_000} withAsterisk={REQUIRED.includes(name)} value={note.sections[name]} onChange={(event) => typed(name, event)} onBlur={() => void note.flush()}
          />
          <Marks copied={chart.note.copied.filter((one) => one.section === name && note.sections[name].includes(one.text))} />
          </div>
        ))}
      </div>
    </section>
  );
}

/** Whether what was typed is safe; always in the same place, never in the way. */
function Saved({ state }: { state: SaveState }) {
  const { t } = useTranslation('encounters');
  if (state.kind === 'failed') return <span className={css.saved} data-failed role="alert"><CloudOff size={14} aria-hidden />{t(state.problem.code === 'note_changed' ? 'note.waiting' : 'note.failed')}</span>;
  const Icon = { saved: Check, typing: Pencil, saving: LoaderCircle }[state.kind];
  return (
    <span className={css.saved} role="status">
      <Icon size={14} aria-hidden />
      {state.kind !== 'saved' ? t(`note.${state.kind}`) : state.at ? <>{t('note.saved')} <TimeText at={state.at} as="clock" /></> : t('note.empty')}
    </span>
  );
}
