/** Mending all cases that are stuck for one cause: the same change of their data, or the same place to go on from. What
can be chosen is what one of them holds. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseQuery, type CaseShown } from '../api/cases';
import { besides } from '../marks';
import { useChange } from './EditData';
import css from './Teamwork.module.css';

export type ManyDeed = { action: 'edit'; changes: Record<string, unknown>; reason: string } | { action: 'move'; to: string; reason: string };
type Props = { count: number; onDeed: (deed: ManyDeed) => void; onClose: () => void };

export function MendMany({ kind, example, element, ...rest }: Props & { kind: 'edit' | 'move'; example: string; element: string }) {
  const { t } = useTranslation('workflows');
  const { data: shown } = useQuery(caseQuery(example));
  return (
    <Modal opened onClose={rest.onClose} title={t(`groups.ask.${kind}`, { count: rest.count })} closeButtonProps={{ 'aria-label': t('team.close') }}>
      {!shown ? null : kind === 'edit' ? <ChangeAll shown={shown} {...rest} /> : <MoveAll shown={shown} element={element} {...rest} />}
    </Modal>
  );
}

function ChangeAll({ shown, onDeed, ...rest }: Props & { shown: CaseShown }) {
  const { fields, changes } = useChange(shown, true);
  return <Asked {...rest} verb="edit" ready={changes !== null} onSaid={(reason) => { if (changes) onDeed({ action: 'edit', changes, reason }); }}>{fields}</Asked>;
}

function MoveAll({ shown, element, onDeed, ...rest }: Props & { shown: CaseShown; element: string }) {
  const { t } = useTranslation('workflows');
  const goals = [...besides(shown, element)];
  const [picked, setPicked] = useState('');
  const to = picked || (goals[0]?.[0] ?? '');
  return (
    <Asked {...rest} verb="move" ready={to !== ''} onSaid={(reason) => onDeed({ action: 'move', to, reason })}>
      <NativeSelect data-autofocus label={t('operate.move.to')} value={to} onChange={(event) => setPicked(event.currentTarget.value)} data={goals.map(([value, label]) => ({ value, label }))} />
    </Asked>
  );
}

function Asked({ verb, ready, onSaid, children }: { verb: 'edit' | 'move'; ready: boolean; onSaid: (reason: string) => void; children: React.ReactNode } & Omit<Props, 'onDeed'>) {
  const { t } = useTranslation('workflows');
  const [reason, setReason] = useState('');
  const said = ready && reason.trim().length > 2;
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); if (said) onSaid(reason); }}>
      {children}
      <TextInput label={t('case.cancel.why')} description={t('groups.body')} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      <div className={css.tools}><Button type="submit" disabled={!said}>{t(`groups.verb.${verb}`)}</Button></div>
    </form>
  );
}
