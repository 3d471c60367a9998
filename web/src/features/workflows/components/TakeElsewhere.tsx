/** Moving one token of a suspended case by hand: which one, to which place, and why. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { caseQuery, type CaseShown } from '../api/cases';
import { besides } from '../marks';
import css from './Teamwork.module.css';

/** Where the case rests; a token that only listens, or holds others, cannot be taken elsewhere. */
export const resting = (shown: CaseShown) => shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside');

export function TakeElsewhere({ shown, onClose }: { shown: CaseShown; onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const qc = useQueryClient();
  const tokens = resting(shown);
  const [tokenId, setToken] = useState(tokens[0]?.id ?? '');
  const token = tokens.find((one) => one.id === tokenId) ?? tokens[0];
  const goals = [...besides(shown, token?.element_id ?? '')];
  const [picked, setPicked] = useState('');
  const goal = goals.some(([element]) => element === picked) ? picked : goals[0]?.[0];
  const [reason, setReason] = useState('');
  const move = useWrite((input: { token_id: string; element_id: string; reason: string }) => send<CaseShown>('POST', `/api/cases/${shown.id}/move`, { body: input }), {
    quiet: true, onSuccess: (fresh) => { qc.setQueryData(caseQuery(shown.id).queryKey, fresh); void qc.invalidateQueries({ queryKey: ['cases', 'list'] }); onClose(); },
  });
  const ready = token && goal && reason.trim().length > 2;
  return (
    <Modal opened onClose={onClose} title={t('operate.move.label')} closeButtonProps={{ 'aria-label': t('team.close') }}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); if (ready) move.mutate({ token_id: token.id, element_id: goal, reason }); }}>
        <NativeSelect data-autofocus label={t('operate.move.from')} value={token?.id ?? ''} onChange={(event) => setToken(event.currentTarget.value)} data={tokens.map((one) => ({ value: one.id, label: one.name }))} />
        <NativeSelect label={t('operate.move.to')} description={t('operate.move.body')} value={goal ?? ''} onChange={(event) => setPicked(event.currentTarget.value)} data={goals.map(([value, label]) => ({ value, label }))} />
        <TextInput label={t('case.cancel.why')} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
        {move.error ? <FormProblem problem={move.error} /> : null}
        <div className={css.tools}><Button type="submit" disabled={!ready} loading={move.isPending}>{t('operate.move.verb')}</Button></div>
      </form>
    </Modal>
  );
}
