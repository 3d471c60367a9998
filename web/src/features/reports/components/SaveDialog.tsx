/** Keep the question that is on the page, for oneself or for everybody of a role. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useMay } from '@/lib/auth';
import { chosen, useSaveReport, type Catalogue, type Question } from '../api/reports';
import css from './Reports.module.css';

export function SaveDialog({ opened, onClose, question, catalogue }: { opened: boolean; onClose: () => void; question: Question; catalogue: Catalogue }) {
  const { t } = useTranslation('reports');
  const may = useMay();
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  const save = useSaveReport();
  const submit = () => save.mutate({ name: name.trim(), role, definition: chosen(question) }, { onSuccess: () => { setName(''); onClose(); } });
  return (
    <Modal opened={opened} onClose={onClose} title={t('save.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form className={css.stack} onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextInput label={t('save.name')} value={name} maxLength={80} required data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        {may('report.manage') ? (
          <NativeSelect label={t('save.role')} value={role} onChange={(event) => setRole(event.currentTarget.value)}
            data={[{ value: '', label: t('save.mine') }, ...catalogue.roles.map((value) => ({ value, label: t(`roles.${value}` as 'roles.admin', value.replaceAll('_', ' ')) }))]} />
        ) : null}
        <FormProblem problem={save.error} />
        <Button type="submit" loading={save.isPending} disabled={!name.trim()}>{t('save.keep')}</Button>
      </form>
    </Modal>
  );
}
