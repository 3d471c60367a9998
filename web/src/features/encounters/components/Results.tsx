/** On the patient's page and beside the note: results, latest first, and entering one. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useResults } from '../api/results';
import { Found } from '../pages/ReviewPage';
import { ResultForm } from './ResultForm';
import css from './Results.module.css';

export default function Results({ patientId, encounterId = null }: { patientId: string; encounterId?: string | null }) {
  const { t } = useTranslation('encounters');
  const pages = useResults(patientId);
  const [entering, setEntering] = useState(false);
  return (
    <Section title={t('results.title')} actions={<Button size="compact-sm" variant="default" onClick={() => setEntering(true)}>{t('results.enter')}</Button>}>
      {entering ? <ResultForm patientId={patientId} encounterId={encounterId} onClose={() => setEntering(false)} /> : null}
      {pages.problem ? <ErrorState problem={pages.problem} compact onRetry={pages.retry} />
        : pages.loading ? <Skeleton height={80} radius="md" />
          : pages.rows.length === 0 ? <p className={css.quiet}>{t('results.none')}</p>
            : (
              <ul className={css.rows}>
                {pages.rows.map((row) => (
                  <li key={row.id}>
                    <span><Anchor component={Link} to={`/results/${row.id}`}>{row.title}</Anchor> <span className={css.quiet}><TimeText at={row.effective_at} as="date" />{row.status === 'final' ? '' : ` · ${t(`results.status.${row.status}` as 'results.status.final')}`}</span></span>
                    <Found row={row} />
                    <span className={css.quiet}>{t(`results.release.${row.release}` as 'results.release.held')}</span>
                  </li>
                ))}
              </ul>
            )}
      {pages.hasMore ? <Button variant="subtle" size="compact-sm" mt={8} loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
    </Section>
  );
}
