/** What an operator does to a running case: suspend, resume, give it news, take a token elsewhere, complete by hand. */
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { caseQuery, type CaseShown } from '../api/cases';
import { besides } from '../marks';
import { GiveNews } from './GiveNews';
import { resting, TakeElsewhere } from './TakeElsewhere';

type Deed = 'suspend' | 'resume' | 'complete';

export function OperateCase({ shown }: { shown: CaseShown }) {
  const { t } = useTranslation('workflows');
  const confirm = useConfirm();
  const qc = useQueryClient();
  const [open, setOpen] = useState<'news' | 'move' | null>(null);
  const onSuccess = (fresh: CaseShown) => { qc.setQueryData(caseQuery(shown.id).queryKey, fresh); void qc.invalidateQueries({ queryKey: ['cases', 'list'] }); };
  const deed = useWrite(({ kind, reason }: { kind: Deed; reason: string }) => send<CaseShown>('POST', `/api/cases/${shown.id}/${kind}`, { body: { reason } }), { onSuccess });
  const ask = async (kind: Deed) => {
    const answer = await confirm({ title: t(`operate.${kind}.title`), body: t(`operate.${kind}.body`), verb: t(`operate.${kind}.verb`), destructive: kind === 'complete', reason: { label: t('case.cancel.why') } });
    if (answer) deed.mutate({ kind, reason: answer.reason });
  };
  const suspended = shown.status === 'suspended';
  const close = () => setOpen(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><Button variant="default" leftSection={<Wrench size={16} aria-hidden />} loading={deed.isPending}>{t('operate.title')}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void ask(suspended ? 'resume' : 'suspend')}>{t(suspended ? 'operate.resume.verb' : 'operate.suspend.verb')}</Menu.Item>
          {!suspended && shown.awaits.length ? <Menu.Item onClick={() => setOpen('news')}>{t('news.title')}</Menu.Item> : null}
          {suspended && resting(shown).some((token) => besides(shown, token.element_id).size) ? <Menu.Item onClick={() => setOpen('move')}>{t('operate.move.label')}</Menu.Item> : null}
          <Menu.Item onClick={() => void ask('complete')}>{t('operate.complete.verb')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'news' ? <GiveNews shown={shown} onClose={close} /> : null}
      {open === 'move' ? <TakeElsewhere shown={shown} onClose={close} /> : null}
    </>
  );
}
