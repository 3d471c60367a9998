/** A line of our expression language: completion for case data and functions, and a place to try it. */
import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { complete, completions, type Word } from '../model/vocabulary';
import css from './Panel.module.css';
import { useTyping } from './Entry';
import { useStudio } from './studio';
import { TryExpression } from './TryExpression';

type Props = {
  label: ReactNode; value: string; onCommit: (text: string) => void; kind: 'condition' | 'value' | 'timer' | 'cell';
  description?: ReactNode; placeholder?: string; error?: ReactNode; required?: boolean;
};

export function ExpressionInput({ label, value, onCommit, kind, ...rest }: Props) {
  const { t } = useTranslation('pathways');
  const { words, readOnly } = useStudio();
  const list = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, type, commit } = useTyping(value, onCommit);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const [trying, setTrying] = useState(false);
  const offer = cursor === null || readOnly ? null : completions(text, cursor, words);
  const open = !!offer && offer.options.length > 0;

  const take = (word: Word) => {
    if (!offer || cursor === null) return;
    const next = complete(text, cursor, offer.start, word);
    type(next.text);
    setCursor(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const onKey = (event: KeyboardEvent) => {
    if (!open) {
      if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); commit(); }
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = offer.options[at];
    if (step) setAt((at + step + offer.options.length) % offer.options.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
    else if (event.key === 'Escape') setCursor(null);
    else return;
    event.preventDefault();
  };

  return (
    <div className={css.expression}>
      <Textarea {...rest} ref={field} label={label} value={text} readOnly={readOnly} autosize minRows={1} maxRows={6} spellCheck={false} classNames={{ input: css.code ?? '' }}
        role="combobox" aria-expanded={open} aria-controls={list} aria-autocomplete="list" aria-activedescendant={open ? `${list}-${at}` : undefined}
        onChange={(event) => { type(event.currentTarget.value); setCursor(event.currentTarget.selectionStart); setAt(0); }}
        onKeyDown={onKey} onBlur={() => { setCursor(null); commit(); }}
        rightSection={(
          <Tooltip label={t('expression.try')}>
            <ActionIcon size={28} aria-label={t('expression.try')} aria-pressed={trying} onMouseDown={(event) => event.preventDefault()} onClick={() => setTrying(!trying)}><FlaskConical size={16} /></ActionIcon>
          </Tooltip>
        )} />
      {open ? (
        <div className={css.words} role="listbox" id={list} aria-label={t('expression.words')}>
          {offer.options.map((word, index) => (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are handled by the field it belongs to
            <div key={word.kind + word.name} id={`${list}-${index}`} role="option" tabIndex={-1} aria-selected={index === at} onMouseDown={(event) => event.preventDefault()} onClick={() => take(word)}>
              <code>{word.name}{word.kind === 'function' ? '()' : ''}</code><span>{word.hint}</span>
            </div>
          ))}
        </div>
      ) : null}
      {trying ? <TryExpression expression={text} kind={kind} /> : null}
    </div>
  );
}
