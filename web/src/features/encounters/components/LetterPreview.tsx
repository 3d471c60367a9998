/** A letter as it will read. */
import { useTranslation } from 'react-i18next';
import css from './Chart.module.css';

type Part = { kind: string; title?: string; lines?: string[]; head?: string[]; rows?: string[][] };

export function LetterPreview({ letter }: { letter: { title: string; parts: unknown[] } }) {
  const { t } = useTranslation('encounters');
  return <article className={css.letter} aria-label={t('chart.letters.preview')}><h3>{letter.title}</h3>{(letter.parts as Part[]).map((part, at) => <Shown key={at} part={part} />)}</article>;
}

function Shown({ part }: { part: Part }) {
  if (part.kind === 'table') return <table><tbody>{part.rows?.map((row, at) => <tr key={at}>{row.map((cell, n) => <td key={n}>{cell}</td>)}</tr>)}</tbody></table>;
  if (part.kind === 'list') return <><strong>{part.title}</strong><ul>{part.lines?.map((line) => <li key={line}>{line}</li>)}</ul></>;
  return <>{part.lines?.map((line, at) => <p key={at}>{line}</p>)}</>;
}
