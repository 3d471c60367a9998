/** Canned answers: pick one, keep what was written as one, or forget one of one's own. */
import { ActionIcon, Button, Group, Modal, NativeSelect, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { MessageSquareQuote, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '@/lib/auth';
import { answersQuery, useAnswerWrites } from '../api/answers';
import picker from './Answers.module.css';
import css from './Messages.module.css';

export function Answers({ onPick, written }: { onPick: (words: string) => void; written: string }) {
  const { t } = useTranslation('messaging');
  const { data } = useQuery(answersQuery);
  const writes = useAnswerWrites();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [keeping, setKeeping] = useState(false);
  const found = (data?.items ?? []).filter((one) => `${one.title} ${one.text}`.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="top-start" width={360} trapFocus returnFocus>
        <Popover.Target><ActionIcon variant="subtle" size={36} aria-label={t('answers.title')} aria-expanded={open} onClick={() => setOpen(!open)}><MessageSquareQuote size={20} aria-hidden /></ActionIcon></Popover.Target>
        <Popover.Dropdown>
          <div className={css.form}>
            <TextInput aria-label={t('answers.search')} placeholder={t('answers.search')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
            <ul className={picker.answers}>
              {found.map((one) => (
                <li key={one.id}>
                  <UnstyledButton className={picker.answer} onClick={() => { onPick(one.text); setOpen(false); }}>
                    <strong>{one.title}</strong><span>{one.text}</span>
                  </UnstyledButton>
                  {one.may_change ? <ActionIcon variant="subtle" color="gray" aria-label={t('answers.forget', { title: one.title })} onClick={() => writes.forget.mutate(one.id)}><Trash2 size={16} aria-hidden /></ActionIcon> : null}
                </li>
              ))}
              {found.length ? null : <li className={css.quiet}>{t('answers.none')}</li>}
            </ul>
            <Button variant="default" disabled={!written.trim()} onClick={() => { setKeeping(true); setOpen(false); }}>{t('answers.keep')}</Button>
          </div>
        </Popover.Dropdown>
      </Popover>
      {keeping ? <Keep text={written} onDone={() => setKeeping(false)} /> : null}
    </>
  );
}

function Keep({ text, onDone }: { text: string; onDone: () => void }) {
  const { t } = useTranslation('messaging');
  const { user } = useSession();
  const may = useMay();
  const writes = useAnswerWrites();
  const [title, setTitle] = useState('');
  const [role, setRole] = useState('');
  const shared = may('task.assign') ? user.roles.filter((one) => ['doctor', 'nurse', 'receptionist', 'billing_clerk'].includes(one)) : [];
  return (
    <Modal opened onClose={onDone} title={t('answers.keep')} closeButtonProps={{ 'aria-label': t('close_dialog') }}>
      <div className={css.form}>
        <TextInput label={t('answers.name')} value={title} maxLength={160} data-autofocus onChange={(event) => setTitle(event.currentTarget.value)} />
        {shared.length ? <NativeSelect label={t('answers.for')} value={role} onChange={(event) => setRole(event.currentTarget.value)} data={[{ value: '', label: t('answers.me') }, ...shared.map((value) => ({ value, label: t(`role.${value as 'doctor'}`) }))]} /> : null}
        <p className={css.quiet}>{t('answers.places')}</p>
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t('back')}</Button><Button disabled={!title.trim()} loading={writes.keep.isPending} onClick={() => writes.keep.mutate({ title: title.trim(), text, role: (role || null) as 'doctor' | null }, { onSuccess: onDone })}>{t('answers.save')}</Button></Group>
      </div>
    </Modal>
  );
}
