/** A text field of the panel: what is typed becomes one change when the field is left, on Enter, or after a pause. */
import { Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import css from './Panel.module.css';
import { useStudio } from './studio';

type Props = {
  label: ReactNode; value: string; onCommit: (text: string) => void; description?: ReactNode; placeholder?: string; error?: ReactNode;
  multiline?: boolean; mono?: boolean; required?: boolean; maxLength?: number;
};
const PAUSE = 700;

/** The typed text until it is handed over; the value from outside otherwise. */
export function useTyping(value: string, onCommit: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  const held = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hand = useRef(onCommit);
  useEffect(() => { hand.current = onCommit; }, [onCommit]);
  const commit = () => {
    clearTimeout(timer.current);
    if (held.current !== null && held.current !== value) onCommit(held.current);
    held.current = null;
    setTyped(null);
  };
  const type = (text: string) => {
    setTyped(text);
    held.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { if (held.current !== null) hand.current(held.current); }, PAUSE);
  };
  useEffect(() => () => {
    clearTimeout(timer.current);
    if (held.current !== null) hand.current(held.current);
    held.current = null;
  }, []);
  return { text: typed ?? value, type, commit };
}

export function Entry({ label, value, onCommit, multiline = false, mono = false, ...rest }: Props) {
  const { readOnly } = useStudio();
  const { text, type, commit } = useTyping(value, onCommit);
  const shared = {
    ...rest, label, value: text, readOnly, spellCheck: !mono, classNames: mono ? { input: css.code ?? '' } : {},
    onChange: (event: { currentTarget: { value: string } }) => type(event.currentTarget.value), onBlur: commit,
  };
  if (multiline) return <Textarea {...shared} autosize minRows={2} maxRows={8} />;
  return <TextInput {...shared} onKeyDown={(event) => { if (event.key === 'Enter') commit(); }} />;
}
