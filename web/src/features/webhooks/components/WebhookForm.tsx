/** Where facts go, of which pathways, and which facts: for a new webhook and for changing one. */
import { Button, Chip, Modal, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { ApiProblem } from '@/lib/problem';
import { KINDS, pathwaysQuery, type Kind, type Wish } from '../api/webhooks';
import css from './Webhooks.module.css';

type Props = { title: string; verb: string; start: Wish; busy: boolean; problem: ApiProblem | null; onClose: () => void; onSave: (wish: Wish) => void };
export const blank: Wish = { name: '', url: '', process_ids: [], kinds: ['CaseEnded'] };

export function WebhookForm({ title, verb, start, busy, problem, onClose, onSave }: Props) {
  const { t } = useTranslation('webhooks');
  const [wish, setWish] = useState(start);
  const { data } = useQuery(pathwaysQuery);
  const ready = wish.name.trim() && /^https?:\/\/./.test(wish.url.trim()) && wish.kinds.length > 0;
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); onSave(wish); }}>
        <TextInput data-autofocus label={t('name')} value={wish.name} maxLength={100} onChange={(event) => setWish({ ...wish, name: event.currentTarget.value })} />
        <TextInput type="url" label={t('url')} description={t('url_hint')} value={wish.url} maxLength={2000} onChange={(event) => setWish({ ...wish, url: event.currentTarget.value })} />
        <MultiSelect label={t('pathways')} description={t('pathways_hint')} placeholder={wish.process_ids.length ? '' : t('every')} searchable
          data={(data?.items ?? []).map((row) => ({ value: row.process_id, label: row.name }))} value={wish.process_ids} onChange={(process_ids) => setWish({ ...wish, process_ids })} />
        <div role="group" aria-label={t('kinds')}>
          <p className={css.quiet}>{t('kinds')}</p>
          <Chip.Group multiple value={wish.kinds} onChange={(kinds) => setWish({ ...wish, kinds: kinds as Kind[] })}>
            <div className={css.kinds}>{KINDS.map((kind) => <Chip key={kind} value={kind}>{t(`kind.${kind}`)}</Chip>)}</div>
          </Chip.Group>
        </div>
        {problem ? <FormProblem problem={problem} /> : null}
        <Button type="submit" disabled={!ready} loading={busy}>{verb}</Button>
      </form>
    </Modal>
  );
}
