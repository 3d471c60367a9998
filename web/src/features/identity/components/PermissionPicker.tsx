/** Permissions in words, to tick. */
import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import css from './Forms.module.css';

type Props = { label: string; search: string; items: { code: string; words: string }[]; value: string[]; onChange: (value: string[]) => void };

export function PermissionPicker({ label, search, items, value, onChange }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = items.filter(({ code, words }) => !wanted || `${code} ${words}`.toLowerCase().includes(wanted));
  return (
    <div className={css.stack}>
      {items.length > 12 ? <TextInput aria-label={search} placeholder={search} value={text} onChange={(event) => setText(event.currentTarget.value)} /> : null}
      <Checkbox.Group value={value} onChange={onChange} label={label}>
        <div className={css.checks}>{shown.map(({ code, words }) => <Checkbox key={code} value={code} label={words} description={code} />)}</div>
      </Checkbox.Group>
    </div>
  );
}
