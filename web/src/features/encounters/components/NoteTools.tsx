/** Beside the note's title: begin from a template, keep this note as one, and carry out an order set. */
import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ClipboardList, LayoutTemplate } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '@/lib/notify';
import type { Chart } from '../api/chart';
import { orderSetsQuery, useWriting, writingQuery, type OrderSet } from '../api/writing';
import { SECTIONS, type NoteState, type SectionName } from '../note';
import css from './Chart.module.css';

const OrderSetReview = lazy(() => import('./OrderSetReview'));
const CopyForward = lazy(() => import('./CopyForward'));

/** Puts words behind what is there; nothing typed is lost. */
export function addWords(note: NoteState, section: SectionName, words: string) {
  const before = note.sections[section].trimEnd();
  note.type(section, before ? `${before}\n${words}` : words);
}

export function NoteTools({ note, chart }: { note: NoteState; chart: Chart }) {
  const { t } = useTranslation('encounters');
  const writing = useQuery(writingQuery).data;
  const sets = useQuery(orderSetsQuery).data?.items ?? [];
  const [review, setReview] = useState<OrderSet | null>(null);
  const [naming, setNaming] = useState(false);
  const [copying, setCopying] = useState(false);
  const encounterId = chart.encounter.id;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><Button size="compact-sm" variant="subtle" leftSection={<LayoutTemplate size={14} />}>{t('chart.templates.title')}</Button></Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {writing?.templates.map((one) => (
            <Menu.Item key={one.id} onClick={() => SECTIONS.forEach((name) => { const words = one.sections[name]; if (words) addWords(note, name, words); })}>{one.name}{one.shared ? '' : ` · ${t('chart.templates.mine')}`}</Menu.Item>
          ))}
          <Menu.Divider />
          {chart.past.length ? <Menu.Item onClick={() => setCopying(true)}>{t('chart.copy.title')}</Menu.Item> : null}
          <Menu.Item onClick={() => setNaming(true)}>{t('chart.templates.keep')}</Menu.Item>
          <Menu.Label>{t('chart.templates.phrases')}</Menu.Label>
          {writing?.phrases.map((one) => <Menu.Item key={one.id} disabled>.{one.short} – {one.words.slice(0, 40)}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
      {sets.length ? (
        <Menu position="bottom-end">
          <Menu.Target><Button size="compact-sm" variant="subtle" leftSection={<ClipboardList size={14} />}>{t('chart.sets.title')}</Button></Menu.Target>
          <Menu.Dropdown>{sets.map((one) => <Menu.Item key={one.id} onClick={() => setReview(one)}>{one.name}</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      ) : null}
      {review ? <Suspense fallback={null}><OrderSetReview set={review} note={note} encounterId={encounterId} onClose={() => setReview(null)} /></Suspense> : null}
      {copying ? <Suspense fallback={null}><CopyForward chart={chart} note={note} onClose={() => setCopying(false)} /></Suspense> : null}
      {naming ? <Naming note={note} onClose={() => setNaming(false)} /> : null}
    </>
  );
}

function Naming({ note, onClose }: { note: NoteState; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { template } = useWriting();
  const [name, setName] = useState('');
  const save = () => template.mutate({ name: name.trim(), sections: { ...note.sections, reason: '' }, shared: false }, { onSuccess: () => { notifyDone(t('chart.templates.kept', { name: name.trim() })); onClose(); } });
  return (
    <Modal opened onClose={onClose} title={t('chart.templates.keep')}>
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (name.trim()) save(); }}>
        <p className={css.quiet}>{t('chart.templates.keep_hint')}</p>
        <TextInput label={t('chart.templates.name')} data-autofocus maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <div className={css.buttons}><Button type="submit" disabled={!name.trim()} loading={template.isPending}>{t('common:save')}</Button></div>
      </form>
    </Modal>
  );
}
