/** Ctrl-K: places, actions and whatever the features can find, by a few letters and Enter. */
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowRight, Search } from 'lucide-react';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/auth';
import { namespacesOf } from '@/lib/i18n';
import type { Command } from '../feature';
import { commands, searches } from '../registry';
import css from './Palette.module.css';
import { usePlaces } from './useShell';

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Every typed word must begin a word of the row. */
export function matches(text: string, typed: string): boolean {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u);
  return fold(typed).split(/\s+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)));
}

function useRows(typed: string): { rows: Command[]; searching: boolean } {
  const mayDo = useMay();
  const places = usePlaces('staff');
  const { t } = useTranslation(namespacesOf(...places.map((place) => place.label), ...commands.map((command) => command.label)));
  const [text] = useDebouncedValue(typed.trim(), 120);
  const sources = searches.filter((source) => mayDo(source.needs));
  const found = useQuery({
    queryKey: ['palette', text],
    enabled: text.length >= 2 && sources.length > 0,
    queryFn: async ({ signal }) => (await Promise.all(sources.map((source) => source.find(text, signal).catch(() => [])))).flat(),
    placeholderData: (previous) => previous,
  });
  const fixed = useMemo(() => {
    const own: Command[] = places.map((place) => ({ id: `place:${place.to}`, label: t(place.label as 'product'), icon: place.icon, to: place.to, hint: t('palette.go') }));
    const actions = commands.filter((command) => mayDo(command.needs)).map((command) => ({ ...command, label: t(command.label as 'product') }));
    return [...own, ...actions].filter((row) => matches(`${row.label} ${row.keywords ?? ''}`, typed));
  }, [places, t, mayDo, typed]);
  return { rows: [...fixed, ...(text.length >= 2 ? found.data ?? [] : [])], searching: found.isFetching };
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const { rows, searching } = useRows(typed);
  const active = Math.min(at, rows.length - 1);
  const choose = (row: Command | undefined) => {
    if (!row) return;
    onClose();
    if (row.run) row.run();
    else if (row.to) void navigate({ to: row.to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((active + 1) % Math.max(rows.length, 1));
    else if (event.key === 'ArrowUp') setAt((active - 1 + rows.length) % Math.max(rows.length, 1));
    else if (event.key === 'Enter') choose(rows[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} centered={false} yOffset="12dvh" size={560} aria-label={t('palette.title')}>
      <div className={css.field}>
        <Search size={18} aria-hidden />
        <input value={typed} onChange={(event) => { setTyped(event.currentTarget.value); setAt(0); }} onKeyDown={onKeyDown} data-autofocus
          placeholder={t('palette.placeholder')} role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-label={t('palette.title')}
          aria-activedescendant={rows[active] ? `${id}-${active}` : undefined} autoComplete="off" spellCheck={false} />
      </div>
      <div className={css.list} role="listbox" id={`${id}-list`} aria-label={t('palette.results')}>
        {rows.map((row, index) => {
          const Icon = row.icon ?? ArrowRight;
          return (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the combobox input above takes the keys
            <div key={row.id} id={`${id}-${index}`} role="option" aria-selected={index === active} tabIndex={-1} className={css.row}
              onMouseMove={() => setAt(index)} onClick={() => choose(row)}>
              <Icon size={18} strokeWidth={1.75} aria-hidden /><span>{row.label}</span>{row.hint ? <small>{row.hint}</small> : null}
            </div>
          );
        })}
      </div>
      {rows.length === 0 ? <p className={css.none} role="status">{searching ? t('loading') : t('palette.none', { text: typed })}</p> : null}
    </Modal>
  );
}
