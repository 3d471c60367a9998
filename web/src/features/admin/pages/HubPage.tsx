/** The administrator's first page: what needs somebody today, and the way to everything that can be set. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, BedDouble, Building2, CalendarClock, ChartColumn, Coins, FileJson, FileUp, IdCard, ListChecks, Mail, RotateCcw, ScrollText, ToggleRight, Workflow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { attentionQuery, setupQuery } from '../api/hub';
import css from './Hub.module.css';

const tones: Record<string, Tone> = { problem: 'problem', attention: 'attention', setup: 'neutral' };
const PLACES = [
  { to: '/people', key: 'people', icon: IdCard, needs: 'user.manage' }, { to: '/hospital', key: 'hospital', icon: Building2, needs: 'staff.manage' },
  { to: '/hospital/places', key: 'places', icon: Building2, needs: 'staff.manage' }, { to: '/hospital/wards', key: 'wards', icon: BedDouble, needs: 'staff.manage' },
  { to: '/admin/registration', key: 'registration', icon: IdCard, needs: 'registration.manage' },
  { to: '/admin/imports', key: 'imports', icon: FileUp, needs: 'patient.import' },
  { to: '/rota', key: 'rota', icon: CalendarClock, needs: 'roster.manage' }, { to: '/credentials', key: 'credentials', icon: IdCard, needs: 'staff.manage' },
  { to: '/admin/prices', key: 'prices', icon: Coins, needs: 'price.manage' }, { to: '/admin/messages', key: 'messages', icon: Mail, needs: 'setting.manage' },
  { to: '/admin/switches', key: 'switches', icon: ToggleRight, needs: 'setting.manage' }, { to: '/admin/configuration', key: 'configuration', icon: FileJson, needs: 'setting.manage' },
  { to: '/pathways', key: 'pathways', icon: Workflow, needs: 'process.read' }, { to: '/reports', key: 'reports', icon: ChartColumn, needs: 'report.read' },
  { to: '/admin/health', key: 'health', icon: CalendarClock, needs: 'health.read' }, { to: '/admin/jobs', key: 'jobs', icon: RotateCcw, needs: 'job.manage' },
  { to: '/admin/audit', key: 'audit', icon: ScrollText, needs: 'audit.read' }, { to: '/admin/setup', key: 'setup', icon: ListChecks, needs: 'setting.manage' },
] as const;

export default function HubPage() {
  const { t } = useTranslation('admin');
  const may = useMay();
  const { data, error, refetch } = useQuery(attentionQuery);
  const { data: setup } = useQuery({ ...setupQuery, enabled: may('setting.manage') });
  return (
    <>
      <PageHeader title={t('hub.title')} lead={data ? <>{t('hub.looked')} <TimeText at={data.checked_at} as="clock" /></> : undefined} />
      {setup && setup.open > 0 ? (
        <div className={css.setup}>
          <span><strong>{t('setup.title')}</strong><small>{t('setup.progress', { done: setup.done, all: setup.steps.length })}</small></span>
          <Button component={Link} to="/admin/setup" rightSection={<ArrowRight size={16} aria-hidden />}>{t('setup.continue')}</Button>
        </div>
      ) : null}
      <Section title={t('hub.attention')}>
        {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : !data ? <Skeleton height={160} radius="md" />
          : data.items.length === 0 ? <EmptyState title={t('hub.well')} hint={t('hub.well_hint')} /> : (
            <ul className={css.items}>
              {data.items.map((item) => (
                <li key={item.code}>
                  <Link to={item.to}>
                    <StatusBadge tone={tones[item.level] ?? 'neutral'} label={t(`hub.levels.${item.level}`)} />
                    <span>{t(`hub.codes.${item.code}` as 'hub.codes.jobs_dead', { count: item.count, defaultValue: item.code.replaceAll('_', ' ') })}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
      </Section>
      <Section title={t('hub.places')}>
        <ul className={css.places}>
          {PLACES.filter(({ needs }) => may(needs)).map(({ to, key, icon: Icon }) => (
            <li key={key}><Link to={to}><Icon size={18} aria-hidden /><span><strong>{t(`hub.to.${key}`)}</strong><small>{t(`hub.about.${key}`)}</small></span></Link></li>
          ))}
        </ul>
      </Section>
    </>
  );
}
