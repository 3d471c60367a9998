/** Letters and certificates: choose, fill the few open places, read it, give it out. Each has a number and can be proved. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { TimeText } from '@/components/ui/TimeText';
import { saveFile } from '@/lib/download';
import { lettersQuery, useLetters } from '../api/writing';
import css from './Chart.module.css';

const WriteLetter = lazy(() => import('./WriteLetter'));

export function Letters({ patientId, encounterId }: { patientId: string; encounterId: string | null }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const letters = useQuery(lettersQuery(patientId));
  const rows = letters.data?.items ?? [];
  const { revoke } = useLetters(patientId);
  const [open, setOpen] = useState(false);
  async function takeBack(row: string, number: string) {
    const answer = await confirm({ title: t('chart.letters.revoke_title', { number }), body: t('chart.letters.revoke_body'), verb: t('chart.letters.revoke'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) revoke.mutate({ row, reason: answer.reason });
  }
  return (
    <section className={css.part} aria-label={t('chart.letters.title')}>
      <div className={css.head}><h2>{t('chart.letters.title')}</h2><Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>{t('chart.letters.write')}</Button></div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.slice(0, 8).map((row) => (
            <li key={row.id} data-stopped={row.status === 'revoked' || undefined}>
              <FileText size={16} aria-hidden />
              <span className={css.words}><Anchor href={`/api/letters/${row.id}/pdf`} download={`${row.number}.pdf`} onClick={saveFile}>{row.title}</Anchor><span className={css.quiet}>{row.number} · <TimeText at={row.created_at} as="date" />{row.status === 'revoked' ? ` · ${t('chart.letters.revoked', { reason: row.revoke_reason })}` : ''}</span></span>
              {row.status === 'issued' ? <Button size="compact-xs" variant="subtle" color="gray" aria-label={t('chart.letters.revoke_label', { number: row.number })} onClick={() => void takeBack(row.id, row.number)}>{t('chart.letters.revoke')}</Button> : null}
            </li>
          ))}
        </ul>
      ) : letters.data ? <p className={css.quiet}>{t('chart.letters.none')}</p> : <NotLoaded of={letters} />}
      {open ? <Suspense fallback={null}><WriteLetter patientId={patientId} encounterId={encounterId} onClose={() => setOpen(false)} /></Suspense> : null}
    </section>
  );
}
