/** What the payer said on the telephone, written down by a clerk. */
import { Button, Modal, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import { useAuthorizationWrites, type Authorization } from '../../api/authorizations';
import css from '../Claims.module.css';

/** The fields that say themselves what is wrong with them. */
const SHOWN = /^(number|valid_from|valid_to|words|units\.\d+(\.\w+)?)$/;
const DECISIONS = ['approved', 'denied', 'pended'] as const;

export function EnterAnswer({ one, onClose }: { one: Authorization; onClose: () => void }) {
  const { t } = useTranslation('insurance_authorizations');
  const { answer } = useAuthorizationWrites();
  const [decision, setDecision] = useState<(typeof DECISIONS)[number]>('approved');
  const [number, setNumber] = useState('');
  const [from, setFrom] = useState(one.starts_on);
  const [to, setTo] = useState(one.ends_on);
  const [units, setUnits] = useState<Record<string, number>>(Object.fromEntries(one.services.map((service) => [service.code, Number(service.units)])));
  const [words, setWords] = useState('');
  const wrong = fieldErrors(answer.error);
  const elsewhere = Object.keys(wrong).filter((field) => !SHOWN.test(field));
  const yes = decision === 'approved';
  const send = (event: FormEvent) => {
    event.preventDefault();
    const allowed = yes ? { number: number.trim(), valid_from: from, valid_to: to, units: Object.entries(units).map(([code, count]) => ({ code, units: count })) } : { number: '', units: [] };
    answer.mutate({ id: one.id, body: { decision, words: words.trim(), ...allowed } }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t('answer.title')} size="lg">
      <form onSubmit={send} className={css.form} noValidate>
        {answer.error && elsewhere.length === Object.keys(wrong).length ? <FormProblem problem={answer.error} /> : null}
        {elsewhere.length ? <p role="alert">{elsewhere.map((field) => wrong[field]).join(' ')}</p> : null}
        <SegmentedControl aria-label={t('answer.decision')} fullWidth value={decision} onChange={(value) => setDecision(value as typeof decision)} data={DECISIONS.map((value) => ({ value, label: t(`answer.${value}`) }))} />
        {yes ? (
          <>
            <TextInput label={t('fact.authorization_number')} required maxLength={50} value={number} error={wrong.number} onChange={(event) => setNumber(event.currentTarget.value)} />
            <div className={css.pair}>
              <TextInput type="date" label={t('form.starts')} value={from} error={wrong.valid_from} onChange={(event) => setFrom(event.currentTarget.value)} />
              <TextInput type="date" label={t('form.ends')} min={from} value={to} error={wrong.valid_to} onChange={(event) => setTo(event.currentTarget.value)} />
            </div>
            {one.services.map((service, at) => (
              <NumberInput key={service.code} error={wrong[`units.${at}.units`] ?? wrong[`units.${at}.code`] ?? wrong[`units.${at}`]} label={t('answer.units', { service: service.text })} min={0} max={Number(service.units)} decimalScale={1} value={units[service.code] ?? 0} onChange={(value) => setUnits({ ...units, [service.code]: Number(value) || 0 })} />
            ))}
          </>
        ) : null}
        <Textarea label={t('answer.words')} description={t('answer.words_hint')} required autosize minRows={2} maxLength={264} value={words} error={wrong.words} onChange={(event) => setWords(event.currentTarget.value)} />
        <div><Button type="submit" loading={answer.isPending} disabled={!words.trim() || (yes && !number.trim())}>{t('answer.keep')}</Button></div>
      </form>
    </Modal>
  );
}
