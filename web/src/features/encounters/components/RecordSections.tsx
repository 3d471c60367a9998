/** The sections of a record as lines of plain words, for the summary and for the patient's own page. */
import { useTranslation } from 'react-i18next';
import type { Reply } from '@/lib/api';
import { useFormats } from '../formats';
import { useHow } from './Medicines';

export type Summary = Reply<'/api/my/record', 'get'>;
export type Line = { title: string; more: string };
export type Shown = { name: string; title: string; lines: Line[]; empty: string };

/** `own`: in words for the patient; else as colleagues name the sections. */
export function useSections(data: Summary | undefined, own: boolean): Shown[] {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const how = useHow();
  if (!data) return [];
  const title = (name: string) => t(`${own ? 'mine' : 'chart.summary'}.sections.${name}` as 'mine.sections.problems');
  const none = t('mine.none');
  const active = data.problems.filter((one) => one.status === 'active');
  return [
    { name: 'problems', title: title('problems'), empty: none, lines: active.map((one) => ({ title: one.display, more: one.onset ? t('encounters:problems.since', { year: one.onset.slice(0, 4) }) : '' })) },
    { name: 'allergies', title: title('allergies'), empty: t(data.allergies ? 'encounters:allergies.none' : 'encounters:allergies.unknown'), lines: (data.allergies ?? []).map((one) => ({ title: one.substance, more: one.reaction })) },
    { name: 'medicines', title: title('medicines'), empty: none, lines: data.medicines.map((one) => ({ title: one.medication, more: how(one) })) },
    { name: 'immunizations', title: title('immunizations'), empty: none, lines: data.immunizations.map((one) => ({ title: one.display, more: date(one.given_on) })) },
    { name: 'procedures', title: title('procedures'), empty: none, lines: data.procedures.map((one) => ({ title: one.display, more: date(one.done_on) })) },
    { name: 'family', title: title('family'), empty: none, lines: data.family.map((one) => ({ title: `${t(`chart.relations.${one.relation}` as 'chart.relations.mother')}: ${one.display}`, more: '' })) },
    { name: 'social', title: title('social'), empty: none, lines: data.social.map((one) => ({ title: t(`chart.social.topics.${one.topic}` as 'chart.social.topics.work'), more: one.answer ? t(`chart.social.answers.${one.answer}` as 'chart.social.answers.never') : one.remark })) },
  ];
}
