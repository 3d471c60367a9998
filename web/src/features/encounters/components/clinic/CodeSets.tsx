/** Code sets that may not be shipped: the hospital brings its own file; first it is only read, then it is kept. */
import { Button, FileInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useToday } from '@/lib/time';
import { codeSystemsQuery, useClinic } from '../../api/clinic';
import css from '../Chart.module.css';

export default function CodeSets() {
  const { t } = useTranslation('encounters');
  const rows = useQuery(codeSystemsQuery).data?.items ?? [];
  const { codes } = useClinic();
  const [file, setFile] = useState<File | null>(null);
  const [draft, setDraft] = useState({ system: '', title: '', edition: '', notice: '', valid_from: useToday(), format: 'csv' as 'csv' | 'rrf' });
  const told = codes.data;
  const ready = file && /^[a-z][a-z0-9_-]+$/.test(draft.system) && draft.title.trim() && draft.edition.trim() && draft.valid_from;
  const send = async (dry_run: boolean) => { if (file && ready) codes.mutate({ ...draft, dry_run, content: await file.text() }); };
  return (
    <>
      <Section title={t('chart.codes.bring')} hint={t('chart.codes.hint')}>
        <form className={css.fields} onSubmit={(event) => { event.preventDefault(); void send(true); }}>
          <div className={css.meeting}>
            <TextInput label={t('chart.codes.system')} description={t('chart.codes.system_hint')} maxLength={40} value={draft.system} onChange={(event) => setDraft({ ...draft, system: event.currentTarget.value })} />
            <TextInput label={t('chart.codes.title')} maxLength={120} value={draft.title} onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })} />
            <TextInput label={t('chart.codes.edition')} maxLength={40} value={draft.edition} onChange={(event) => setDraft({ ...draft, edition: event.currentTarget.value })} />
            <TextInput type="date" label={t('chart.codes.from')} value={draft.valid_from} onChange={(event) => setDraft({ ...draft, valid_from: event.currentTarget.value })} />
            <Select label={t('chart.codes.format')} allowDeselect={false} data={[{ value: 'csv', label: 'CSV' }, { value: 'rrf', label: 'RRF' }]} value={draft.format} onChange={(value) => value && setDraft({ ...draft, format: value as 'csv' })} />
          </div>
          <TextInput label={t('chart.codes.notice')} maxLength={2000} value={draft.notice} onChange={(event) => setDraft({ ...draft, notice: event.currentTarget.value })} />
          <FileInput label={t('chart.codes.file')} accept=".csv,.txt,.rrf,.RRF" value={file} onChange={(next) => { setFile(next); codes.reset(); }} />
          {told ? <div role="status"><p className={css.quiet}>{t(told.kept ? 'chart.codes.kept' : 'chart.codes.would', { codes: told.codes, added: told.added, ended: told.ended })}</p>{told.problems.length ? <ul>{told.problems.map((one) => <li key={one}>{one}</li>)}</ul> : null}</div> : null}
          {codes.error ? <FormProblem problem={codes.error} /> : null}
          <div className={css.buttons}>
            <Button type="submit" variant="default" loading={codes.isPending} disabled={!ready}>{t('chart.codes.look')}</Button>
            {told && !told.kept && !told.problems.length ? <Button loading={codes.isPending} onClick={() => void send(false)}>{t('chart.codes.keep')}</Button> : null}
          </div>
        </form>
      </Section>
      <Section title={t('chart.codes.here')}>
        {rows.length ? <ul className={css.rows}>{rows.map((row) => <li key={row.id}><span className={css.words}><strong>{row.title} {row.edition}</strong><span className={css.quiet}>{t('chart.codes.row', { system: row.system, codes: row.codes, from: row.valid_from })} · {row.by_name} · <TimeText at={row.created_at} as="date" />{row.notice ? ` · ${row.notice}` : ''}</span></span></li>)}</ul> : <p className={css.quiet}>{t('chart.codes.none')}</p>}
      </Section>
    </>
  );
}
