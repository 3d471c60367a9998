/** On the patient's start page: the latest summary, one tap away. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useSummaries } from '../api/summaries';
import css from './Summary.module.css';

export default function LatestSummary() {
  const { t } = useTranslation('encounters');
  const latest = useSummaries().rows[0];
  if (!latest) return null;
  return (
    <Section title={t('summary.latest')} actions={<Anchor component={Link} to="/my/summaries">{t('summary.all')}</Anchor>}>
      <Link to={`/my/summaries/${latest.id}`} className={css.card ?? ''}>
        <span><strong>{latest.reason}</strong><span className={css.quiet}>{latest.started_at ? <TimeText at={latest.started_at} as="date" /> : null} · {latest.practitioner_name}</span></span>
        <ChevronRight size={20} aria-hidden className="flip-rtl" />
      </Link>
    </Section>
  );
}
