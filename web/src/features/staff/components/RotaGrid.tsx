/** A department's week: people down, days across. A shift is put by choosing a kind and pressing a cell, moved by dragging or with the keyboard. */
import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacility } from '@/lib/auth';
import { addDays, clockTime } from '@/lib/time';
import type { Rota, Shift } from '../api/duty';
import { dayLabel } from './days';
import css from './Rota.module.css';

type Props = {
  rota: Rota; brush: string | null; busy: boolean;
  onPlan: (user: string, day: string) => void; onMove: (shift: string, user: string, day: string) => void; onRemove: (shift: string) => void;
};

export function RotaGrid({ rota, brush, busy, onPlan, onMove, onRemove }: Props) {
  const { t } = useTranslation('staff');
  const { zone } = useFacility();
  const [picked, setPicked] = useState<string | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const days = Array.from({ length: 7 }, (_, n) => addDays(rota.week, n));
  const kind = new Map(rota.templates.map((one) => [one.id, one]));
  const of = (user: string, day: string) => rota.shifts.filter((one) => one.user_id === user && one.day === day);
  const words = (one: Shift) => `${kind.get(one.template_id)?.name ?? ''} ${clockTime(one.starts_at, zone)}–${clockTime(one.ends_at, zone)}${one.short_rest ? `, ${t('rota.short_rest')}` : ''}`;

  const shown = rota.shifts.find((one) => one.id === picked);

  function press(user: string, day: string) {
    if (picked) { onMove(picked, user, day); setPicked(null); } else if (brush) onPlan(user, day);
  }
  function drop(event: DragEvent, user: string, day: string) {
    event.preventDefault();
    const shift = event.dataTransfer.getData('text/plain');
    if (shift) onMove(shift, user, day);
  }
  function keys(event: KeyboardEvent, row: number, column: number) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (event.key === 'Escape') setPicked(null);
    if (!step) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row + step[0]!}-${column + step[1]!}"]`)?.focus();
  }

  return (
    <>
    {shown ? <p className={css.picked} role="status"><strong>{words(shown)}</strong> {rota.may_plan ? <>{t('rota.picked')} <Button size="compact-sm" variant="default" onClick={() => { onRemove(shown.id); setPicked(null); }}>{t('rota.remove')}</Button></> : null} <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setPicked(null)}>{t('common:cancel')}</Button></p> : null}
    <div className={css.scroll} role="region" aria-label={t('rota.grid')}>
      <table className={css.grid} ref={grid} aria-busy={busy || undefined}>
        <thead><tr><th scope="col">{t('rota.person')}</th>{days.map((day) => <th key={day} scope="col">{dayLabel(day)}</th>)}<th scope="col" className={css.sum}>{t('rota.hours')}</th></tr></thead>
        <tbody>
          {rota.members.map((who, row) => (
            <tr key={who.user_id}>
              <th scope="row">{who.name}{who.lent ? <small>{t('rota.lent')}</small> : null}</th>
              {days.map((day, column) => {
                const away = who.away.includes(day);
                const own = of(who.user_id, day);
                return (
                  <td key={day} data-away={away || undefined} onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(event, who.user_id, day)}>
                    <div className={css.cell}>
                      {own.map((one) => (
                        <button key={one.id} type="button" draggable={rota.may_plan} className={css.shift} data-kind={kind.get(one.template_id)?.kind} data-tired={one.short_rest || undefined} aria-pressed={picked === one.id}
                          title={words(one)} aria-label={t(rota.may_plan ? 'rota.shift_of' : 'rota.shift_seen', { words: words(one), name: who.name, day: dayLabel(day) })}
                          onDragStart={(event) => event.dataTransfer.setData('text/plain', one.id)}
                          onClick={() => setPicked(picked === one.id ? null : one.id)}
                          onKeyDown={(event) => { if (rota.may_plan && (event.key === 'Delete' || event.key === 'Backspace')) onRemove(one.id); else keys(event, row, column); }}>
                          {kind.get(one.template_id)?.code}{one.short_rest ? <TriangleAlert size={12} aria-hidden /> : null}
                        </button>
                      ))}
                      {away ? <span className={css.away}>{t('rota.away')}</span> : null}
                      {!away && who.asked.includes(day) ? <span className={css.away}>{t('rota.asked')}</span> : null}
                      {rota.may_plan && !away ? (
                        <button type="button" className={css.add} data-cell={`${row}-${column}`} disabled={busy} onClick={() => press(who.user_id, day)} onKeyDown={(event) => keys(event, row, column)}
                          aria-label={picked ? t('rota.move_here', { name: who.name, day: dayLabel(day) }) : t('rota.add_here', { name: who.name, day: dayLabel(day) })}>{picked ? '↓' : '+'}</button>
                      ) : null}
                    </div>
                  </td>
                );
              })}
              <td className={css.sum}>{who.hours || ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    </>
  );
}
