/** Records that may be of the same person, on a patient's page: merge them, or say that they are two. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { plainDate } from '@/lib/time';
import { mergesQuery, useUndoMerge } from '../api/files';
import { alikeOfQuery, useNotDuplicate } from '../api/patients';
import { reasonsText } from './reasons';
import css from './Rows.module.css';

export function Duplicates({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients');
  const mayMerge = useMay()('patient.merge');
  const { data } = useQuery(alikeOfQuery(patientId));
  const differ = useNotDuplicate(patientId);
  const found = (data?.items ?? []).filter((row) => row.likely);
  if (found.length === 0) return null;
  return (
    <Section title={t('alike.title')}>
      <ul className={css.rows}>
        {found.map(({ patient, reasons }) => (
          <li key={patient.id} className={css.row}>
            <div className={css.words}>
              <strong><Anchor component={Link} to={`/patients/${patient.id}`} inherit>{patient.given} {patient.family}</Anchor></strong>
              <span>{plainDate(patient.birth_date)} · {patient.number} · {reasonsText(t, reasons)}</span>
            </div>
            {mayMerge ? <Button component={Link} to={`/patients/${patientId}/merge?other=${patient.id}`} variant="default">{t('merge.open')}</Button> : null}
            <Button variant="default" onClick={() => differ.mutate(patient.id)}>{t('alike.differ')}</Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Merges({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients');
  const mayMerge = useMay()('patient.merge');
  const confirm = useConfirm();
  const { data } = useQuery(mergesQuery(patientId));
  const undo = useUndoMerge(patientId);
  const rows = (data?.items ?? []).filter((row) => !row.undone_at);
  if (!data || (rows.length === 0 && !data.merged_into)) return null;
  const ask = async (merge_id: string, name: string) => {
    const yes = await confirm({ title: t('merge.undo_title', { name }), body: t('merge.undo_body'), verb: t('merge.undo'), destructive: true });
    if (yes) undo.mutate({ merge_id, reason: t('merge.undo_reason') });
  };
  return (
    <Section title={t('merge.history')}>
      {data.merged_into ? <p>{t('merge.into')} <Anchor component={Link} to={`/patients/${data.merged_into.id}`}>{data.merged_into.given} {data.merged_into.family} · {data.merged_into.number}</Anchor></p> : null}
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id} className={css.row}>
              <div className={css.words}>
                <strong>{row.loser.given} {row.loser.family} · {row.loser.number}</strong>
                <span><TimeText at={row.created_at} as="date" /> · {row.reason}</span>
              </div>
              {mayMerge ? <Button variant="default" onClick={() => void ask(row.id, `${row.loser.given} ${row.loser.family}`)}>{t('merge.undo')}</Button> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
