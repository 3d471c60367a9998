/** Vaccines, procedures, family and habits: read at a glance, one line to add to each. */
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { backgroundQuery, useHistory } from '../api/history';
import { useFormats } from '../formats';
import css from './Chart.module.css';
import { AddFamily, AddProcedure, AddSocial, AddVaccine } from './HistoryForms';

type Part = 'immunizations' | 'procedures' | 'family-history' | 'social-history';
type Line = { id: string; title: string; more: string };

export default function History({ patientId, encounterId, writable }: { patientId: string; encounterId: string | null; writable: boolean }) {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const { data } = useQuery(backgroundQuery(patientId));
  if (!data) return <Skeleton height={120} radius="md" />;
  const words = (topic: string, answer: string) => (answer ? t(`chart.social.answers.${answer}` as 'chart.social.answers.never') : '') || topic;
  const parts: { part: Part; lines: Line[]; form: (close: () => void) => ReactNode }[] = [
    {
      part: 'immunizations', form: (close) => <AddVaccine patientId={patientId} encounterId={encounterId} onClose={close} />,
      lines: data.immunizations.map((one) => ({ id: one.id, title: one.display, more: [date(one.given_on), one.status === 'not_done' ? t('chart.vaccines.not_done', { reason: one.reason }) : '', one.elsewhere ? t('chart.vaccines.elsewhere') : one.by_name].filter(Boolean).join(' · ') })),
    },
    {
      part: 'procedures', form: (close) => <AddProcedure patientId={patientId} encounterId={encounterId} onClose={close} />,
      lines: data.procedures.map((one) => ({ id: one.id, title: one.display, more: [date(one.done_on), one.by_name, one.remark].filter(Boolean).join(' · ') })),
    },
    {
      part: 'family-history', form: (close) => <AddFamily patientId={patientId} onClose={close} />,
      lines: data.family.map((one) => ({ id: one.id, title: `${t(`chart.relations.${one.relation}` as 'chart.relations.mother')}: ${one.display}`, more: [one.onset_age === null ? '' : t('chart.family.at', { age: one.onset_age }), one.died_of_it ? t('chart.family.died') : '', one.remark].filter(Boolean).join(' · ') })),
    },
    {
      part: 'social-history', form: (close) => <AddSocial patientId={patientId} onClose={close} />,
      lines: data.social.map((one) => ({ id: one.id, title: `${t(`chart.social.topics.${one.topic}` as 'chart.social.topics.work')}: ${one.answer ? words(one.topic, one.answer) : one.remark}`, more: one.answer ? one.remark : '' })),
    },
  ];
  return <>{parts.map((one) => <List key={one.part} {...one} patientId={patientId} writable={writable} />)}</>;
}

function List({ part, lines, form, patientId, writable }: { part: Part; lines: Line[]; form: (close: () => void) => ReactNode; patientId: string; writable: boolean }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const { strike } = useHistory(patientId);
  const [open, setOpen] = useState(false);
  async function wrong(line: Line) {
    const answer = await confirm({ title: t('chart.strike.title', { name: line.title }), body: t('chart.strike.body'), verb: t('chart.strike.verb'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) strike.mutate({ kind: part, row: line.id, reason: answer.reason });
  }
  return (
    <section className={css.part} aria-label={t(`chart.history.${part}`)}>
      <div className={css.head}><h2>{t(`chart.history.${part}`)}</h2>{writable && !open ? <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>{t('common:add')}</Button> : null}</div>
      {lines.length ? (
        <ul className={css.rows}>
          {lines.map((line) => (
            <li key={line.id}>
              <span className={css.words}><span>{line.title}</span>{line.more ? <span className={css.quiet}>{line.more}</span> : null}</span>
              {writable ? <ActionIcon size={28} aria-label={t('chart.strike.label', { name: line.title })} onClick={() => void wrong(line)}><X size={15} /></ActionIcon> : null}
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t('chart.history.none')}</p>}
      {open ? form(() => setOpen(false)) : null}
    </section>
  );
}
