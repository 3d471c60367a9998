/** Write one letter. What it says is shown as it will read, before it is given out for good. */
import { Button, Checkbox, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { saveFile } from '@/lib/download';
import { letterTemplatesQuery, useLetters } from '../api/writing';
import { LetterPreview } from './LetterPreview';
import css from './Chart.module.css';

export default function WriteLetter({ patientId, encounterId, onClose }: { patientId: string; encounterId: string | null; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const templates = useQuery(letterTemplatesQuery).data?.items ?? [];
  const { preview, write } = useLetters(patientId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [toPatient, setToPatient] = useState(true);
  const template = templates.find((one) => one.id === chosen);
  const body = { template_id: chosen ?? '', encounter_id: encounterId, answers, to_patient: toPatient };
  const ready = template?.asks.every((one) => !one.required || (answers[one.name] ?? '').trim()) ?? false;
  const made = write.data;
  if (made) {
    return (
      <Modal opened onClose={onClose} title={t('chart.letters.done', { number: made.number })}>
        <div className={css.buttons}><Button component="a" href={`/api/letters/${made.id}/pdf`} download={`${made.number}.pdf`} onClick={saveFile}>{t('chart.letters.download')}</Button><Button variant="default" onClick={onClose}>{t('common:close')}</Button></div>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t('chart.letters.write')} size="lg">
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) preview.mutate(body); }}>
        <Select label={t('chart.letters.which')} data-autofocus data={templates.map((one) => ({ value: one.id, label: one.title }))} value={chosen} onChange={(value) => { setChosen(value); setAnswers({}); preview.reset(); }} />
        {template?.asks.map((one) => {
          const shared = { key: one.name, label: one.label, withAsterisk: one.required, value: answers[one.name] ?? '', maxLength: 5000 };
          const set = (value: string) => { setAnswers({ ...answers, [one.name]: value }); preview.reset(); };
          return one.kind === 'prose'
            ? <Textarea {...shared} key={shared.key} autosize minRows={2} onChange={(event) => set(event.currentTarget.value)} />
            : <TextInput {...shared} key={shared.key} type={one.kind === 'date' ? 'date' : 'text'} onChange={(event) => set(event.currentTarget.value)} />;
        })}
        {template ? <Checkbox label={t('chart.letters.to_patient')} checked={toPatient} onChange={(event) => setToPatient(event.currentTarget.checked)} /> : null}
        {preview.data ? <LetterPreview letter={preview.data} /> : null}
        {preview.error ? <FormProblem problem={preview.error} /> : write.error ? <FormProblem problem={write.error} /> : null}
        <div className={css.buttons}>
          {preview.data ? <Button loading={write.isPending} onClick={() => write.mutate(body)}>{t('chart.letters.give')}</Button> : <Button type="submit" variant="default" loading={preview.isPending} disabled={!ready}>{t('chart.letters.look')}</Button>}
          <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      </form>
    </Modal>
  );
}
