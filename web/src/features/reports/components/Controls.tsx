/** What of it, by what, when and for whom: every choice is a word of the catalogue and part of the page's address. */
import { MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Catalogue, Question, Subject } from '../api/reports';
import css from './Reports.module.css';
import { columnName } from './words';

const SPANS = ['today', 'yesterday', 'last_7', 'last_30', 'this_month', 'last_month', 'this_year', 'last_year', 'own'] as const;
type Props = { catalogue: Catalogue; subject: Subject; question: Question; onChange: (next: Partial<Question>) => void };

export function Controls({ catalogue, subject, question, onChange }: Props) {
  const { t } = useTranslation('reports');
  const own = !question.span && (question.from || question.until);
  const groups = subject.groups.map(({ key }) => ({ value: key, label: columnName(t, key) }));
  const first = question.group1 || subject.default_groups[0] || '';
  const choose = (name: 'facility_id' | 'department_id' | 'practitioner_id' | 'payer_id', label: string, every: string, choices: Catalogue['departments']) =>
    subject.filters.includes(name) ? (
      <NativeSelect label={label} value={question[name]} onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        data={[{ value: '', label: every }, ...choices.map(({ id, name: label }) => ({ value: id, label }))]} />
    ) : null;
  return (
    <div className={css.asked} role="group" aria-label={t('question')}>
      <NativeSelect label={t('period')} value={own ? 'own' : question.span || 'last_30'}
        onChange={(event) => onChange(event.currentTarget.value === 'own' ? { span: '', from: catalogue.today.slice(0, 8) + '01', until: catalogue.today } : { span: event.currentTarget.value, from: '', until: '' })}
        data={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))} />
      {own ? (
        <>
          <TextInput type="date" label={t('from')} value={question.from} max={question.until} onChange={(event) => onChange({ from: event.currentTarget.value })} />
          <TextInput type="date" label={t('until')} value={question.until} min={question.from} onChange={(event) => onChange({ until: event.currentTarget.value })} />
        </>
      ) : null}
      <NativeSelect label={t('by')} value={first} data={groups} onChange={(event) => onChange({ group1: event.currentTarget.value, group2: question.group2 === event.currentTarget.value ? '' : question.group2 })} />
      <NativeSelect label={t('and_by')} value={question.group2} data={[{ value: '', label: t('nothing_else') }, ...groups.filter(({ value }) => value !== first)]}
        onChange={(event) => onChange({ group1: first, group2: event.currentTarget.value })} />
      {catalogue.facilities.length > 1 ? choose('facility_id', t('facility'), t('every_facility'), catalogue.facilities) : null}
      {choose('department_id', t('department'), t('every_department'), catalogue.departments)}
      {choose('practitioner_id', t('clinician'), t('every_clinician'), catalogue.practitioners)}
      {choose('payer_id', t('payer'), t('every_payer'), catalogue.payers)}
      <MultiSelect className={css.measures ?? ''} label={t('measures')} value={question.measures ? question.measures.split(',') : subject.default_measures}
        data={subject.measures.map(({ key }) => ({ value: key, label: columnName(t, key) }))}
        onChange={(value) => onChange({ measures: value.join(',') })} clearable={false} />
    </div>
  );
}
