/** The last step of a meeting that no pathway leads: where it stands, and signing. */
import { Button, Group } from '@mantine/core';
import { Signature } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import type { Chart } from '../api/chart';
import { useMeeting } from '../api/writing';
import { missing, type NoteState } from '../note';
import css from './Chart.module.css';

const NEXT: Record<string, string[]> = { planned: ['arrived', 'in_progress'], arrived: ['triaged', 'in_progress'], triaged: ['in_progress'], in_progress: ['on_hold'], on_hold: ['in_progress'] };

export function SignByHand({ chart, note, goTo }: { chart: Chart; note: NoteState; goTo: (name: string) => void }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const { sign, status } = useMeeting(chart.encounter.id);
  const gaps = missing(note.sections, chart);
  const again = chart.note.status === 'unlocked';
  const list = new Intl.ListFormat(undefined, { type: 'conjunction' });
  async function finish() {
    if (gaps[0]) return goTo(gaps[0]);
    if (await note.flush()) sign.mutate({ note_id: chart.note.id, version: note.version() });
  }
  async function end(wanted: 'cancelled' | 'entered_in_error') {
    const answer = await confirm({ title: t(`chart.meeting.${wanted}_title`), body: t(`chart.meeting.${wanted}_body`), verb: t(`chart.meeting.${wanted}`), destructive: true, reason: { label: t('chart.why') } });
    if (answer) status.mutate({ status: wanted, reason: answer.reason });
  }
  return (
    <div className={css.finish}>
      {sign.error ? <FormProblem problem={sign.error} /> : null}
      <p className={css.quiet} role="status">{again ? t('chart.meeting.again') : gaps.length ? t('encounters:finish.missing', { parts: list.format(gaps.map((gap) => t(`encounters:finish.parts.${gap}` as 'encounters:finish.parts.plan'))) }) : t('encounters:finish.ready')}</p>
      <Group gap={8}>
        {again || chart.encounter.case_id ? null : (NEXT[chart.encounter.status] ?? []).map((one) => <Button key={one} variant="default" loading={status.isPending} onClick={() => status.mutate({ status: one as 'arrived', reason: '' })}>{t(`chart.meeting.to.${one}` as 'chart.meeting.to.arrived')}</Button>)}
        {again || chart.encounter.case_id ? null : <Button variant="subtle" color="gray" onClick={() => void end(chart.encounter.started_at ? 'entered_in_error' : 'cancelled')}>{t(chart.encounter.started_at ? 'chart.meeting.entered_in_error' : 'chart.meeting.cancelled')}</Button>}
        <Button leftSection={<Signature size={18} />} loading={sign.isPending} disabled={!!note.conflict} data-missing={gaps.length || undefined} variant={gaps.length ? 'default' : 'filled'} onClick={() => void finish()}>{t(again ? 'chart.meeting.sign_again' : 'encounters:finish.sign')}</Button>
      </Group>
    </div>
  );
}
