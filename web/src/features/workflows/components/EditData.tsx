/** Mending one value of a case: which one, what it is now, and why. What is covered may be replaced, not read. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { patch } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { caseQuery, type CaseShown } from '../api/cases';
import { paths, plain, read } from '../values';
import css from './Teamwork.module.css';

/** The fields that choose a value, or name one that is not there yet, and what it should be; and the change they make: null until one is typed. For `many` cases what stands in this one is not proposed. */
export function useChange(shown: CaseShown, many = false) {
  const { t } = useTranslation('workflows');
  const found = paths(shown.data);
  const [path, setPath] = useState(found[0]?.path ?? '');
  const [name, setName] = useState('');
  const before = found.find((one) => one.path === path)?.value;
  const [text, setText] = useState<string | null>(null);
  const covered = before === '•••';
  const fields = (
    <>
      <NativeSelect data-autofocus label={t('mend.which')} value={path} onChange={(event) => { setPath(event.currentTarget.value); setText(null); }} data={[...found.map((one) => one.path), { value: '', label: t('mend.another') }]} />
      {path === '' ? <TextInput label={t('mend.name')} description={t('mend.name_hint')} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} /> : null}
      {typeof before === 'boolean'
        ? <NativeSelect label={t('mend.value')} value={text ?? String(before)} onChange={(event) => setText(event.currentTarget.value)} data={[{ value: 'true', label: t('common:yes') }, { value: 'false', label: t('common:no') }]} />
        : <Textarea autosize minRows={1} maxRows={6} label={t('mend.value')} description={covered ? t('mend.covered') : t('mend.empty')} value={text ?? (covered || many ? '' : String(before ?? ''))} onChange={(event) => setText(event.currentTarget.value)} />}
    </>
  );
  const place = path || name.trim();
  const changes = place && text !== null ? { [place]: path ? read(text, before) : plain(text.trim()) } : null;
  return { fields, changes };
}

export function EditData({ shown, onClose }: { shown: CaseShown; onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const qc = useQueryClient();
  const { fields, changes } = useChange(shown);
  const [reason, setReason] = useState('');
  const stuck = shown.incident_list.find((incident) => !incident.resolved_at);
  const save = useWrite((retry: string | null) => patch('/api/cases/{case_id}/data', { path: { case_id: shown.id }, body: { rev: shown.rev, changes: changes ?? {}, reason, retry } }), {
    quiet: true, onSuccess: (fresh) => { qc.setQueryData(caseQuery(shown.id).queryKey, fresh); onClose(); },
  });
  const ready = changes !== null && reason.trim().length > 2;
  return (
    <Modal opened onClose={onClose} title={t('mend.title')} closeButtonProps={{ 'aria-label': t('team.close') }}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); save.mutate(null); }}>
        {fields}
        <TextInput label={t('case.cancel.why')} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
        {save.error ? <FormProblem problem={save.error} /> : null}
        <div className={css.tools}>
          <Button type="submit" disabled={!ready} loading={save.isPending}>{t('mend.save')}</Button>
          {stuck ? <Button variant="default" disabled={!ready} loading={save.isPending} onClick={() => save.mutate(stuck.id)}>{t('mend.save_retry')}</Button> : null}
        </div>
      </form>
    </Modal>
  );
}
