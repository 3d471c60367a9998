/** A new hospital step by step: what is done, what is next, what can wait. It goes on wherever it was left. */
import { Button, Progress, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, Check, CircleDashed, SkipForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { useMay } from '@/lib/auth';
import { setupQuery, useMarkSetup, type SetupStep } from '../api/hub';
import { TestMail } from '../components/TestMail';
import css from './Setup.module.css';

const tones: Record<SetupStep['state'], Tone> = { done: 'done', open: 'attention', skipped: 'neutral' };
const icons = { done: Check, open: CircleDashed, skipped: SkipForward };
/** Steps of which only a person knows that they are done. */
const TOLD = ['departments', 'mail'];

export default function SetupPage() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(setupQuery);
  const title = t('setup.title');
  if (error && !data) return <><PageHeader title={title} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={title} /><Skeleton height={480} radius="md" /></>;
  return (
    <>
      <PageHeader title={title} lead={data.open === 0 ? t('setup.finished') : t('setup.lead')} back={{ to: '/admin', label: t('hub.title') }} />
      <p className={css.told}>{t('setup.progress', { done: data.done, all: data.steps.length })}</p>
      <Progress value={(100 * data.done) / data.steps.length} aria-label={title} className={css.progress ?? ''} />
      <ol className={css.steps}>
        {data.steps.map((step) => <Step key={step.code} step={step} next={step.code === data.next} hasSmtp={data.has_smtp} />)}
      </ol>
    </>
  );
}

function Step({ step, next, hasSmtp }: { step: SetupStep; next: boolean; hasSmtp: boolean }) {
  const { t } = useTranslation('admin');
  const mark = useMarkSetup();
  const may = useMay();
  const Icon = icons[step.state];
  const name = t(`setup.steps.${step.code}` as 'setup.steps.hospital');
  const back = { back: { to: '/admin/setup', label: t('setup.title') } };
  const say = (said: 'confirmed' | 'skipped' | null) => mark.mutate({ code: step.code, mark: said });
  const told = TOLD.includes(step.code);
  return (
    <li className={css.step} data-next={next || undefined}>
      <Icon size={20} aria-hidden />
      <div>
        <h2>{name} <StatusBadge tone={tones[step.state]} label={t(`setup.states.${step.state}`)} /></h2>
        <p>{t(`setup.about.${step.code}` as 'setup.about.hospital')}</p>
        <p className={css.count}>{found(t, step)}{step.by_name ? ` · ${t('setup.by', { name: step.by_name })}` : ''}</p>
        {step.code === 'mail' && !hasSmtp ? <p className={css.count}>{t('setup.no_smtp')}</p> : null}
        <div className={css.actions}>
          {step.code === 'mail' ? <TestMail /> : null}
          {step.code === 'mail' && !hasSmtp && may('mailbox.read') ? <Button component={Link} to="/mailbox" state={back} variant="default" size="sm" rightSection={<ArrowRight size={14} aria-hidden />}>{t('setup.mailbox')}</Button> : null}
          <Button component={Link} to={step.to} state={back} variant={next && step.code !== 'mail' ? 'filled' : 'default'} size="sm" rightSection={<ArrowRight size={14} aria-hidden />}>{t(`setup.go.${step.code}` as 'setup.go.hospital')}</Button>
          {told && step.state !== 'done' ? <Button variant="default" size="sm" loading={mark.isPending} onClick={() => say('confirmed')}>{t(`setup.confirm.${step.code}` as 'setup.confirm.mail')}</Button> : null}
          {step.state === 'open' ? <Button variant="subtle" size="sm" aria-label={t('setup.skip_label', { step: name })} onClick={() => say('skipped')}>{t('setup.skip')}</Button> : null}
          {step.state === 'skipped' || (told && step.state === 'done') ? <Button variant="subtle" size="sm" aria-label={t('setup.reopen_label', { step: name })} onClick={() => say(null)}>{t('setup.reopen')}</Button> : null}
        </div>
      </div>
    </li>
  );
}

/** What is there already, in words. */
function found(t: ReturnType<typeof useTranslation<'admin'>>['t'], step: SetupStep): string {
  const there = t(`setup.count.${step.code}` as 'setup.count.hours', { count: step.count });
  if (step.lacks.length) return `${there}. ${t('setup.lacks', { names: step.lacks.map((name) => t(`setup.lack.${name}` as 'setup.lack.npi')).join(', ') })}`;
  return step.missing ? `${there}, ${t('setup.missing', { count: step.missing })}` : there;
}
