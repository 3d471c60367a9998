/** An insurance card as it is typed in; who holds the policy is asked only when it is somebody else. */
import { Autocomplete, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import { payersQuery, type Coverage } from '../api/coverages';
import css from './Claims.module.css';

export type Card = {
  payer_id: string; member_id: string; group_number: string; relationship: 'self' | 'spouse' | 'child' | 'other';
  subscriber: { given: string; family: string } | null;
};
const RELATIONSHIPS = ['self', 'spouse', 'child', 'other'] as const;

type Props = { given?: Coverage; busy: boolean; problem: unknown; submitLabel: string; onSubmit: (card: Card) => void; onCancel?: () => void; short?: boolean };

export function CoverageForm({ given, busy, problem, submitLabel, onSubmit, onCancel, short = false }: Props) {
  const { t } = useTranslation('insurance');
  const payers = useQuery(payersQuery).data?.items ?? [];
  const holder = given?.subscriber as { given?: string; family?: string } | null | undefined;
  const form = useForm({
    initialValues: {
      payer_id: given?.payer.id ?? '', member_id: given?.member_id ?? '', group_number: given?.group_number ?? '',
      relationship: (given?.relationship ?? 'self') as Card['relationship'], given: holder?.given ?? '', family: holder?.family ?? '',
    },
    validate: {
      member_id: (value) => (value.trim().length < 2 ? t('card.member_missing') : null),
      family: (value, values) => (values.relationship !== 'self' && !value.trim() ? t('card.holder_missing') : null),
    },
  });
  const payerId = form.values.payer_id || (payers.length === 1 ? payers[0]!.id : '');
  const payer = payers.find((item) => item.id === payerId);
  const errors = { ...fieldErrors(problem), ...form.errors };
  const send = form.onSubmit(({ given: first, family, relationship, ...rest }) => onSubmit({
    ...rest, payer_id: payerId, relationship, subscriber: relationship === 'self' ? null : { given: first.trim(), family: family.trim() },
  }));
  return (
    <form onSubmit={send} className={css.form}>
      {problem ? <FormProblem problem={problem} /> : null}
      <NativeSelect label={t('card.payer')} required value={payerId} disabled={!!given} onChange={(event) => form.setFieldValue('payer_id', event.currentTarget.value)}
        data={[...(payerId ? [] : [{ value: '', label: t('card.choose_payer') }]), ...payers.map((item) => ({ value: item.id, label: item.name }))]} />
      <Autocomplete label={t('card.member')} description={payer?.simulated ? t('card.simulated') : t('card.member_hint')} required autoComplete="off" maxLength={80}
        data={payer?.test_members?.map((member) => member.member_id) ?? []} limit={7} maxDropdownHeight={460} {...form.getInputProps('member_id')} error={errors.member_id}
        renderOption={({ option }) => <span>{option.value}<span className={css.sub}>{payer?.test_members?.find((member) => member.member_id === option.value)?.text}</span></span>} />
      {short ? null : <TextInput label={t('card.group')} maxLength={50} {...form.getInputProps('group_number')} />}
      <NativeSelect label={t('card.relationship')} {...form.getInputProps('relationship')} data={RELATIONSHIPS.map((value) => ({ value, label: t(`relationship.${value}`) }))} />
      {form.values.relationship === 'self' ? null : (
        <div className={css.pair}>
          <TextInput label={t('card.holder_given')} maxLength={80} {...form.getInputProps('given')} />
          <TextInput label={t('card.holder_family')} maxLength={80} required {...form.getInputProps('family')} error={errors.family} />
        </div>
      )}
      <Group>
        <Button type="submit" loading={busy} disabled={!payerId}>{submitLabel}</Button>
        {onCancel ? <Button variant="default" onClick={onCancel}>{t('common:cancel')}</Button> : null}
      </Group>
    </form>
  );
}
