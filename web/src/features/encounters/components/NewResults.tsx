/** On the patient's home: results that were not opened yet. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useOwnResults } from '../api/results';
import { ResultLine } from '../pages/MyResultsPage';
import css from './Summary.module.css';

export default function NewResults() {
  const { t } = useTranslation('encounters');
  const rows = useOwnResults().rows.filter((row) => !row.seen_at).slice(0, 3);
  if (!rows.length) return null;
  return (
    <Section title={t('results.fresh')} actions={<Anchor component={Link} to="/my/results">{t('results.all')}</Anchor>}>
      <ul className={css.list}>{rows.map((row) => <ResultLine key={row.id} row={row} />)}</ul>
    </Section>
  );
}
