/** Who pays for this visit: a card on file, another card, or the patient. */
import { Button, Radio, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import { coveragesQuery } from '../api/coverages';
import { CoverageForm, type Card } from './CoverageForm';
import css from './Claims.module.css';

const NEW = 'new';
const SELF = 'self_pay';

export default function InsuranceTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  const { data } = useQuery(coveragesQuery(task.patient?.id));
  const [picked, setPicked] = useState<string | null>(null);
  if (!data) return <Skeleton height={220} radius="md" />;
  const cards = data.items.filter((card) => card.in_force);
  const kept = answers.kind === SELF ? SELF : cards.find((card) => card.id === answers.coverage_id)?.id;
  const choice = picked ?? kept ?? cards[0]?.id ?? NEW;
  const pick = (value: string) => {
    setPicked(value);
    if (value !== NEW) onChange(answersOf(value));
  };
  const add = ({ payer_id, member_id, group_number, relationship, subscriber }: Card) =>
    onComplete({ kind: 'insured', payer_id, member_id, group_number: group_number || null, relationship, subscriber });
  return (
    <Stack>
      <Radio.Group value={choice} onChange={pick} label={t('task.legend')} className={css.choices ?? ''} readOnly={!task.may_complete}>
        <div className={css.choices}>
          {cards.map((card) => (
            <Radio key={card.id} value={card.id} className={css.choice ?? ''} data-checked={choice === card.id || undefined}
              label={t('task.on_file', { payer: card.payer.name, number: card.member_id })} />
          ))}
          <Radio value={NEW} className={css.choice ?? ''} data-checked={choice === NEW || undefined} label={cards.length ? t('task.another') : t('task.new')} />
          <Radio value={SELF} className={css.choice ?? ''} data-checked={choice === SELF || undefined} label={t('task.self_pay')} description={t('task.self_pay_hint')} />
        </div>
      </Radio.Group>
      {choice === NEW ? <CoverageForm short busy={busy} problem={problem} submitLabel={t('task.submit')} onSubmit={add} /> : (
        <div>
          {problem ? <FormProblem problem={problem} /> : null}
          <Button loading={busy} disabled={!task.may_complete} onClick={() => onComplete(answersOf(choice))}>{t('task.submit')}</Button>
        </div>
      )}
    </Stack>
  );
}

const answersOf = (choice: string) => (choice === SELF ? { kind: SELF } : { kind: 'insured', coverage_id: choice });
