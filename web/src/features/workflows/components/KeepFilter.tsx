/** Keeps what the worklist shows now under a name, for oneself or for a role that one leads. Loaded when it is opened. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '@/lib/auth';
import { useFilters } from '../api/teamwork';
import type { View } from './FilterBar';
import css from './Teamwork.module.css';

export default function KeepFilter({ view, onClose }: { view: View; onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const filters = useFilters();
  const [naming, setNaming] = useState('');
  const [role, setRole] = useState('');
  const may = useMay();
  const { user } = useSession();
  const leads = may('task.assign') ? user.roles.filter((one) => one !== 'patient') : [];
  const save = () => filters.save.mutate({ name: naming, query: view, role: role || null }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={t('filter.keep')} closeButtonProps={{ 'aria-label': t('team.close') }}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); save(); }}>
        <TextInput data-autofocus label={t('filter.name')} value={naming} maxLength={80} onChange={(event) => setNaming(event.currentTarget.value)} />
        {leads.length ? <NativeSelect label={t('share.label')} description={t('share.hint')} value={role} onChange={(event) => setRole(event.currentTarget.value)} data={[{ value: '', label: t('share.only_me') }, ...leads.map((one) => ({ value: one, label: t(`common:roles.${one}` as 'common:roles.doctor', one) }))]} /> : null}
        <Button type="submit" disabled={!naming.trim()} loading={filters.save.isPending}>{t('filter.save')}</Button>
      </form>
    </Modal>
  );
}
