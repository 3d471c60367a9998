/** Forms of the clinic on the chart: give one, fill it in here, read what was answered. */
import { Button, Menu, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { givenFormsQuery, publishedFormsQuery, useForms, type Given } from '../api/writing';
import css from './Chart.module.css';

const FillForm = lazy(() => import('./FillForm'));

export function GivenForms({ patientId, encounterId }: { patientId: string; encounterId: string | null }) {
  const { t } = useTranslation('encounters');
  const given = useQuery(givenFormsQuery(patientId));
  const rows = (given.data?.items ?? []).filter((one) => one.status === 'requested' || one.status === 'completed');
  const forms = useQuery(publishedFormsQuery).data?.items ?? [];
  const { give } = useForms(patientId);
  const [open, setOpen] = useState<Given | null>(null);
  return (
    <section className={css.part} aria-label={t('chart.forms.title')}>
      <div className={css.head}>
        <h2>{t('chart.forms.title')}</h2>
        <Menu position="bottom-end">
          <Menu.Target><Button size="compact-xs" variant="subtle" loading={give.isPending}>{t('chart.forms.give')}</Button></Menu.Target>
          <Menu.Dropdown>
            {forms.map((one) => <Menu.Item key={one.id} onClick={() => give.mutate({ form_id: one.id, encounter_id: encounterId, by_patient: false, due_on: null }, { onSuccess: setOpen })}>{t('chart.forms.here', { title: one.title })}</Menu.Item>)}
            {forms.filter((one) => one.by_patient).map((one) => <Menu.Item key={`p${one.id}`} onClick={() => give.mutate({ form_id: one.id, encounter_id: encounterId, by_patient: true, due_on: null })}>{t('chart.forms.send', { title: one.title })}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      </div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id}>
              <span className={css.words}><strong>{row.title}</strong><span className={css.quiet}>{row.answered_at ? <><TimeText at={row.answered_at} /> · {row.by_name}</> : <StatusBadge tone="attention" label={t(row.by_patient ? 'chart.forms.waits' : 'chart.forms.open')} />}</span></span>
              <Button size="compact-xs" variant="subtle" onClick={() => setOpen(row)}>{t(row.status === 'completed' ? 'chart.forms.read' : 'chart.forms.fill')}</Button>
            </li>
          ))}
        </ul>
      ) : given.data ? <p className={css.quiet}>{t('chart.forms.none')}</p> : <NotLoaded of={given} />}
      {open ? (
        <Modal opened onClose={() => setOpen(null)} title={open.title} size="lg">
          {open.status === 'completed' ? <Answers given={open} /> : <Suspense fallback={null}><FillForm given={open} patientId={patientId} onDone={() => setOpen(null)} /></Suspense>}
        </Modal>
      ) : null}
    </section>
  );
}

/** Answers with the questions of the version that they were given to. */
export function Answers({ given }: { given: Given }) {
  const { t } = useTranslation('encounters');
  const asked = ((given.drawn as { properties?: Record<string, { title?: string }> }).properties) ?? {};
  const said = (value: unknown) => (typeof value === 'boolean' ? t(value ? 'chart.yes' : 'chart.no') : Array.isArray(value) ? value.join(', ') : String(value ?? ''));
  return <><KeyValue items={Object.entries(given.answers).map(([name, value]) => ({ label: asked[name]?.title ?? name, value: said(value) }))} /><p className={css.quiet}>{t('chart.forms.version', { number: given.number })}</p></>;
}
