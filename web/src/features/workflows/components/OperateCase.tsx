/** What an operator does to a running case: suspend, resume, complete by hand. Each asks why. */
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Wrench } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { caseQuery, type CaseShown } from '../api/cases';

type Deed = 'suspend' | 'resume' | 'complete';

export function OperateCase({ shown }: { shown: CaseShown }) {
  const { t } = useTranslation('workflows');
  const confirm = useConfirm();
  const qc = useQueryClient();
  const onSuccess = (fresh: CaseShown) => { qc.setQueryData(caseQuery(shown.id).queryKey, fresh); void qc.invalidateQueries({ queryKey: ['cases', 'list'] }); };
  const deed = useWrite(({ kind, reason }: { kind: Deed; reason: string }) => send<CaseShown>('POST', `/api/cases/${shown.id}/${kind}`, { body: { reason } }), { onSuccess });
  const move = useWrite(({ token, element, reason }: { token: string; element: string; reason: string }) => send<CaseShown>('POST', `/api/cases/${shown.id}/move`, { body: { token_id: token, element_id: element, reason } }), { onSuccess });
  const ask = async (kind: Deed) => {
    const answer = await confirm({ title: t(`operate.${kind}.title`), body: t(`operate.${kind}.body`), verb: t(`operate.${kind}.verb`), destructive: kind === 'complete', reason: { label: t('case.cancel.why') } });
    if (answer) deed.mutate({ kind, reason: answer.reason });
  };
  const suspended = shown.status === 'suspended';
  const resting = shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside');
  const names = new Map(shown.history.filter((step) => step.kind.endsWith('Task')).map((step) => [step.element_id, step.name]));
  for (const token of resting) names.delete(token.element_id);
  const take = async (element: string, name: string) => {
    const token = resting[0];
    if (!token) return;
    const answer = await confirm({ title: t('operate.move.title', { name }), body: t('operate.move.body', { from: token.name }), verb: t('operate.move.verb'), reason: { label: t('case.cancel.why') } });
    if (answer) move.mutate({ token: token.id, element, reason: answer.reason });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" leftSection={<Wrench size={16} aria-hidden />} loading={deed.isPending || move.isPending}>{t('operate.title')}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void ask(suspended ? 'resume' : 'suspend')}>{t(suspended ? 'operate.resume.verb' : 'operate.suspend.verb')}</Menu.Item>
        <Menu.Item onClick={() => void ask('complete')}>{t('operate.complete.verb')}</Menu.Item>
        {suspended && resting.length === 1 && names.size ? <>
          <Menu.Label>{t('operate.move.label')}</Menu.Label>
          {[...names].map(([element, name]) => <Menu.Item key={element} onClick={() => void take(element, name)}>{name}</Menu.Item>)}
        </> : null}
      </Menu.Dropdown>
    </Menu>
  );
}
