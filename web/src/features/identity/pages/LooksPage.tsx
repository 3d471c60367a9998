/** Who looked at my record: the audit trail in the patient's words. */
import { Button } from '@mantine/core';
import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useLooks, type Look } from '../api/glass';
import css from '../components/Forms.module.css';

export default function LooksPage() {
  const { t } = useTranslation('identity');
  const pages = useLooks();
  if (pages.problem) return <ErrorState problem={pages.problem} onRetry={pages.retry} />;
  return (
    <>
      <PageHeader title={t('looks.title')} lead={t('looks.lead')} />
      {!pages.loading && pages.rows.length === 0 ? <EmptyState icon={Eye} title={t('looks.none')} hint={t('looks.none_hint')} /> : (
        <ul className={css.list} aria-busy={pages.loading}>
          {pages.rows.map((look, index) => <Row key={index} look={look} />)}
        </ul>
      )}
      {pages.hasMore ? <p><Button variant="default" loading={pages.loadingMore} onClick={pages.more}>{t('looks.more')}</Button></p> : null}
    </>
  );
}

function Row({ look }: { look: Look }) {
  const { t } = useTranslation('identity');
  const roles = look.roles.map((role) => t(`common:roles.${role}` as 'common:roles.patient', role)).join(', ');
  const thing = t(`things.${look.entity}` as 'things.patient', t('things.other'));
  return (
    <li className={css.row}>
      <div className={css.words}>
        <strong>{look.who}{roles ? ` (${roles})` : ''}</strong>
        <span>{t(`looks.${look.action}` as 'looks.read', { thing, defaultValue: thing })}{look.times > 1 ? ` · ${t('looks.times', { count: look.times })}` : ''}</span>
      </div>
      {look.emergency ? <StatusBadge tone="attention" label={t('looks.emergency')} /> : null}
      <TimeText at={look.at} />
    </li>
  );
}
