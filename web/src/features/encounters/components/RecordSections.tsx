/** The sections of a record as lines of plain words, for the summary and for the patient's own page. */
import { useTranslation } from 'react-i18next';
import type { Reply } from '@/lib/api';
import { useFormats } from '../formats';
import { useHow } from './Medicines';

export type Summary = Reply<'/api/my/record', 'get'>;
export type Line = { title: string; more: string };
export type Shown = { name: string; title: string; lines: Line[]; empty: string };

export function useSections(data: Summary | undefined): Shown[] {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const how = useHow();
  if (!data) return [];
  const none = t('encounters:own.none');
  const active = data.problems.filter((one) => one.status === 'active');
  return [
    { name: 'problems', title: t('encounters:own.sections.problems'), empty: none, lines: active.map((one) => ({ title: one.display, more: one.onset ? t('encounters:problems.since', { year: one.onset.slice(0, 4) }) : '' })) },
    { name: 'allergies', title: t('encounters:own.sections.allergies'), empty: t(data.allergies ? 'encounters:allergies.none' : 'encounters:allergies.unknown'), lines: (data.allergies ?? []).map((one) => ({ title: one.substance, more: one.reaction })) },
    { name: 'medicines', title: t('encounters:own.sections.medicines'), empty: none, lines: data.medicines.map((one) => ({ title: one.medication, more: how(one) })) },
    { name: 'immunizations', title: t('encounters:own.sections.immunizations'), empty: none, lines: data.immunizations.map((one) => ({ title: one.display, more: date(one.given_on) })) },
    { name: 'procedures', title: t('encounters:own.sections.procedures'), empty: none, lines: data.procedures.map((one) => ({ title: one.display, more: date(one.done_on) })) },
    { name: 'family', title: t('encounters:own.sections.family'), empty: none, lines: data.family.map((one) => ({ title: `${t(`encounters:chart.relations.${one.relation}` as 'encounters:chart.relations.mother')}: ${one.display}`, more: '' })) },
    { name: 'social', title: t('encounters:own.sections.social'), empty: none, lines: data.social.map((one) => ({ title: t(`encounters:chart.social.topics.${one.topic}` as 'encounters:chart.social.topics.work'), more: one.answer ? t(`encounters:chart.social.answers.${one.answer}` as 'encounters:chart.social.answers.never') : one.remark })) },
  ];
}
