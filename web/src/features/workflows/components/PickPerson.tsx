/** Chooses a colleague: name, how much they have in hand, whether they are away and who covers. */
import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery, type UseQueryOptions } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import type { Colleague } from '../api/teamwork';
import css from './Teamwork.module.css';

type People = { items: Colleague[] };
type Props = { title: string; opened: boolean; onClose: () => void; onPick: (id: string) => void; query: (search: string) => UseQueryOptions<People, Error, People, string[]> };

export function PickPerson({ title, opened, onClose, onPick, query }: Props) {
  const { t } = useTranslation('workflows');
  const [search, setSearch] = useState('');
  const { data } = useQuery({ ...query(search), enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('team.close') }}>
      <TextInput data-autofocus type="search" label={t('team.find')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      <ul className={css.people} aria-label={title}>
        {(data?.items ?? []).map((person) => (
          <li key={person.id}>
            <UnstyledButton className={css.person ?? ''} onClick={() => { onPick(person.id); onClose(); }}>
              <strong>{person.name}</strong>
              <span>{person.away_until ? <>{t('team.away', { cover: person.cover_name ?? '' })} <TimeText at={person.away_until} as="date" /></> : t('team.in_hand', { count: person.open_tasks })}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {data && data.items.length === 0 ? <p className={css.quiet}>{t('team.nobody')}</p> : null}
    </Modal>
  );
}
