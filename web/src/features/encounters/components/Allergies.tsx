/** Allergies: recorded, asked and none known, or not asked: three different things. */
import { Button, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from '@mantine/core';
import { useBackground, type Chart } from '../api/chart';
import css from './Chart.module.css';

type Severity = 'mild' | 'moderate' | 'severe' | 'unknown';
type Props = { id: string; patientId: string; rows: Chart['allergies'] };

export function Allergies({ id, patientId, rows }: Props) {
  const { t } = useTranslation('encounters');
  const { allergy, noneKnown, endAllergy } = useBackground(id, patientId);
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<{ substance: string; reaction: string; severity: Severity }>({ substance: '', reaction: '', severity: 'unknown' });
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h2>{t('allergies.title')}</h2>
        {open ? null : <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>{t('allergies.add')}</Button>}
      </div>
      {rows?.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id}>
              <span className={css.words}><strong>{row.substance}</strong><span className={css.quiet}>{[row.reaction, row.severity === 'unknown' ? '' : t(`allergies.${row.severity}` as 'allergies.mild')].filter(Boolean).join(' · ')}</span></span>
              <Menu>
                <Menu.Target><ActionIcon size={28} aria-label={t('allergies.more', { name: row.substance })}><Ellipsis size={16} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => endAllergy.mutate({ row: row.id, status: 'resolved' })}>{t('allergies.resolve')}</Menu.Item>
                  <Menu.Item onClick={() => endAllergy.mutate({ row: row.id, status: 'entered_in_error' })}>{t('allergies.error')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t(rows ? 'allergies.none' : 'allergies.unknown')}</p>}
      {!rows && !open ? <Button size="compact-sm" variant="default" mt={8} loading={noneKnown.isPending} onClick={() => noneKnown.mutate()}>{t('allergies.say_none')}</Button> : null}
      {open ? (
        <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (draft.substance.trim()) allergy.mutate(draft, { onSuccess: () => { setOpen(false); setDraft({ substance: '', reaction: '', severity: 'unknown' }); } }); }}>
          <TextInput label={t('allergies.substance')} value={draft.substance} maxLength={200} data-autofocus onChange={(event) => setDraft({ ...draft, substance: event.currentTarget.value })} />
          <TextInput label={t('allergies.reaction')} value={draft.reaction} maxLength={300} onChange={(event) => setDraft({ ...draft, reaction: event.currentTarget.value })} />
          <SegmentedControl size="xs" aria-label={t('allergies.severity')} value={draft.severity} onChange={(value) => setDraft({ ...draft, severity: value as Severity })}
            data={(['unknown', 'mild', 'moderate', 'severe'] as const).map((value) => ({ value, label: t(`allergies.${value === 'unknown' ? 'not_said' : value}`) }))} />
          <div className={css.buttons}><Button type="submit" variant="default" size="compact-md" loading={allergy.isPending} disabled={!draft.substance.trim()}>{t('common:add')}</Button><Button variant="subtle" color="gray" size="compact-md" onClick={() => setOpen(false)}>{t('common:cancel')}</Button></div>
        </form>
      ) : null}
    </section>
  );
}
