/** Passages that stand as an earlier note said them: which, and from where. Words say it, not colour alone. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Chart } from '../api/chart';
import { useFormats } from '../formats';
import css from './Chart.module.css';

type Copied = Chart['note']['copied'][number];

function Source({ one }: { one: Copied }) {
  const { t } = useTranslation('encounters');
  const { dateOf } = useFormats();
  return <Anchor component={Link} to={`/encounters/${one.encounter_id}`} size="xs">{t('chart.copy.mark', { date: dateOf(one.at), name: one.by_name })}</Anchor>;
}

export function Marks({ copied }: { copied: Copied[] }) {
  if (!copied.length) return null;
  return <ul className={css.marks}>{copied.map((one) => <li key={one.encounter_id + one.text}><Source one={one} />: “{one.text.length > 90 ? `${one.text.slice(0, 90)}…` : one.text}”</li>)}</ul>;
}

/** The words of a section with its copied passages marked in them. */
export function Marked({ text, copied }: { text: string; copied: Copied[] }) {
  const there = copied.filter((one) => text.includes(one.text));
  if (!there.length) return text;
  const places = there.map((one) => ({ one, from: text.indexOf(one.text) })).sort((a, b) => a.from - b.from);
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const { one, from } of places) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{one.text}</mark>);
    at = from + one.text.length;
  }
  return <>{[...parts, text.slice(at)]}<Marks copied={there} /></>;
}
