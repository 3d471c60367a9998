/** What else can be done about who does a task: give it to somebody, have it prepared, hand it back, put it off. */
import { Button, Menu } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/clock';
import { isOpen, type TaskOpened } from '@/lib/tasks';
import { peopleQuery, useHands } from '../api/teamwork';
import { PickPerson } from './PickPerson';

const HOUR = 3_600_000;
const URGENCY = [['critical', 100], ['high', 75], ['normal', 50], ['low', 25]] as const;

export function TaskHands({ task }: { task: TaskOpened }) {
  const { t } = useTranslation('workflows');
  const hands = useHands(task.id);
  const now = useNow();
  const [picking, setPicking] = useState<'assign' | 'delegate' | null>(null);
  if (!isOpen(task) || task.by_message || task.candidate_role === 'patient') return null;
  const delegated = task.mine && !!task.owner_id;
  const free = !task.assignee_id || task.mine;
  const until = (hours: number) => hands.postpone.mutate(new Date(now + hours * HOUR).toISOString());
  return (
    <>
      {delegated ? <Button loading={hands.resolve.isPending} onClick={() => hands.resolve.mutate()}>{t('team.hand_back', { name: task.owner_name ?? '' })}</Button> : null}
      <Menu position="bottom-end">
        <Menu.Target><Button variant="default" leftSection={<Ellipsis size={16} aria-hidden />}>{t('team.more')}</Button></Menu.Target>
        <Menu.Dropdown>
          {task.may_assign ? <Menu.Item onClick={() => setPicking('assign')}>{t('team.assign')}</Menu.Item> : null}
          {task.mine && !task.owner_id ? <Menu.Item onClick={() => setPicking('delegate')}>{t('team.delegate')}</Menu.Item> : null}
          {task.may_assign ? <>
            <Menu.Label>{t('urgency.title')}</Menu.Label>
            {URGENCY.filter(([, priority]) => priority !== task.priority).map(([name, priority]) => <Menu.Item key={name} onClick={() => hands.adjust.mutate(priority)}>{t(`urgency.${name}`)}</Menu.Item>)}
          </> : null}
          {free && !task.follow_up_at ? <>
            <Menu.Label>{t('team.put_off')}</Menu.Label>
            {[1, 4, 24, 168].map((hours) => <Menu.Item key={hours} onClick={() => until(hours)}>{t(`team.off.${hours as 1 | 4 | 24 | 168}`)}</Menu.Item>)}
          </> : null}
          {free && task.follow_up_at ? <Menu.Item onClick={() => hands.postpone.mutate(null)}>{t('team.bring_back')}</Menu.Item> : null}
          {!task.may_assign && !free ? <Menu.Item disabled>{t('team.nothing')}</Menu.Item> : null}
        </Menu.Dropdown>
      </Menu>
      <PickPerson title={t(picking === 'delegate' ? 'team.delegate' : 'team.assign')} opened={picking !== null} onClose={() => setPicking(null)}
        query={(search) => peopleQuery(task.id, search) as never} onPick={(user) => (picking === 'delegate' ? hands.delegate : hands.assign).mutate(user)} />
    </>
  );
}
