/** A few questions before the visit. One must be answered; the others have quick answers to tap. */
import { Button, Chip, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Steps.module.css';

type Answers = { reason: string; since: string; pain: number | null; allergies: string; medicines: string };
const SINCE = ['today', 'days', 'week', 'longer'] as const;
const words = (value: unknown) => (typeof value === 'string' ? value : '');

export default function IntakeStep({ answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('workflows');
  const [given, setGiven] = useState<Answers>({
    reason: words(answers.reason), since: words(answers.since), pain: typeof answers.pain === 'number' ? answers.pain : null, allergies: words(answers.allergies), medicines: words(answers.medicines),
  });
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(problem);
  const set = (change: Partial<Answers>) => {
    const next = { ...given, ...change };
    setGiven(next);
    onChange(next);
  };
  const submit = () => {
    setTried(true);
    if (given.reason.trim()) onComplete({ ...given, reason: given.reason.trim() });
  };
  const none = t('steps.intake.none');
  return (
    <form className={css.step} noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {problem && !Object.keys(refused).length ? <FormProblem problem={problem} /> : null}
      <Textarea label={t('steps.intake.reason')} autosize minRows={3} maxRows={10} maxLength={2000} value={given.reason}
        error={refused.reason ?? (tried && !given.reason.trim() ? t('steps.intake.please') : null)} onChange={(event) => set({ reason: event.currentTarget.value })} />
      <Choices label={t('steps.intake.since')} value={given.since} options={SINCE.map((key) => t(`steps.intake.when.${key}`))} onChange={(since) => set({ since })} />
      <Pain label={t('steps.intake.pain')} low={t('steps.intake.pain_low')} high={t('steps.intake.pain_high')} value={given.pain} onChange={(pain) => set({ pain })} />
      <Known label={t('steps.intake.allergies')} none={none} value={given.allergies} error={refused.allergies} onChange={(allergies) => set({ allergies })} />
      <Known label={t('steps.intake.medicines')} none={none} value={given.medicines} error={refused.medicines} onChange={(medicines) => set({ medicines })} />
      <Button type="submit" fullWidth loading={busy}>{t('todo.submit')}</Button>
    </form>
  );
}

function Choices({ label, value, options, onChange }: { label: string; value: string; options: string[]; onChange: (value: string) => void }) {
  return (
    <fieldset className={css.choice}>
      <legend>{label}</legend>
      <Chip.Group value={value} onChange={(next) => onChange(String(next))}>
        <div className={css.chips}>{options.map((option) => <Chip key={option} value={option} size="md" radius="md">{option}</Chip>)}</div>
      </Chip.Group>
    </fieldset>
  );
}

function Pain({ label, low, high, value, onChange }: { label: string; low: string; high: string; value: number | null; onChange: (value: number) => void }) {
  return (
    <fieldset className={css.choice}>
      <legend>{label}</legend>
      <div className={css.scale}>
        {Array.from({ length: 11 }, (_, level) => (
          <label key={level} data-on={value === level || undefined}><input type="radio" className="visually-hidden" name="pain" value={level} checked={value === level} onChange={() => onChange(level)} />{level}</label>
        ))}
      </div>
      <div className={css.ends}><span>{low}</span><span>{high}</span></div>
    </fieldset>
  );
}

function Known({ label, none, value, error, onChange }: { label: string; none: string; value: string; error: string | undefined; onChange: (value: string) => void }) {
  return (
    <div className={css.known}>
      <Textarea label={label} autosize minRows={1} maxRows={6} value={value} error={error} onChange={(event) => onChange(event.currentTarget.value)} />
      {value === '' ? <Button variant="subtle" size="compact-md" onClick={() => onChange(none)} aria-label={`${label}: ${none}`}>{none}</Button> : null}
    </div>
  );
}
