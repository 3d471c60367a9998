/** Who may do what with one pathway. A line without roles is open to everybody who may do such things at all. */
import { Button, MultiSelect, TextInput } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { get, put, type Reply } from '@/lib/api';
import { notifyDone } from '@/lib/notify';
import { useWrite } from '@/lib/query';
import { blocksQuery } from '../api/blocks';
import css from './Migrate.module.css';

const VERBS = ['start', 'see', 'work', 'operate', 'edit', 'publish'] as const;
type Rights = Reply<'/api/processes/{process_id}/permissions', 'get'>;
const rightsQuery = (id: string) => queryOptions({ queryKey: ['process-permissions', id], queryFn: ({ signal }) => get('/api/processes/{process_id}/permissions', { path: { process_id: id }, signal }) });

export function Permissions({ id }: { id: string }) {
  const { data } = useQuery(rightsQuery(id));
  return data ? <Form key={JSON.stringify(data)} id={id} now={data} /> : null;
}

function Form({ id, now }: { id: string; now: Rights }) {
  const { t } = useTranslation(['pathways', 'common']);
  const qc = useQueryClient();
  const { data: blocks } = useQuery(blocksQuery);
  const [wish, setWish] = useState<Rights>(now);
  const [reason, setReason] = useState('');
  const save = useWrite(() => put('/api/processes/{process_id}/permissions', { path: { process_id: id }, body: { ...wish, reason } }), {
    quiet: true, onSuccess: (fresh) => { qc.setQueryData(rightsQuery(id).queryKey, fresh); void qc.invalidateQueries({ queryKey: ['pathways'] }); notifyDone(t('rights.saved')); },
  });
  const changed = JSON.stringify(wish) !== JSON.stringify(now);
  const roles = (blocks?.roles ?? []).map((role) => ({ value: role.code, label: role.name }));
  return (
    <Section title={t('rights.title')} hint={t('rights.hint')}>
      <div className={css.rights}>
        {VERBS.map((verb) => (
          <MultiSelect key={verb} label={t(`rights.${verb}`)} placeholder={wish[verb].length ? '' : t('rights.everybody')} data={roles} value={wish[verb]} searchable onChange={(chosen) => setWish({ ...wish, [verb]: chosen })} />
        ))}
      </div>
      {changed ? (
        <>
          <TextInput className={css.why ?? ''} label={t('migrate.why')} value={reason} maxLength={1000} onChange={(event) => setReason(event.currentTarget.value)} />
          {save.error ? <FormProblem problem={save.error} /> : null}
          <Button disabled={reason.trim().length < 3} loading={save.isPending} onClick={() => save.mutate()}>{t('rights.save')}</Button>
        </>
      ) : null}
    </Section>
  );
}
