/** Something failed: what happened, what it means, what to do. */
import { Button } from '@mantine/core';
import { CircleAlert, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { explain } from '@/lib/explain';
import { useSays } from '@/lib/failed';
import css from './States.module.css';

type Props = { problem: unknown; onRetry?: () => void; compact?: boolean };

export function ErrorState({ problem, onRetry, compact = false }: Props) {
  const { t } = useTranslation();
  useSays(problem);
  const { title, advice, code } = explain(problem);
  const Icon = code === 'network' || code === 'offline' ? WifiOff : CircleAlert;
  return (
    <div className={css.state} data-compact={compact || undefined} role="alert">
      <Icon className={css.problem} size={28} strokeWidth={1.5} aria-hidden />
      <p className={css.title}>{title}</p>
      <p className={css.hint}>{advice}</p>
      {onRetry ? <div className={css.action}><Button variant="default" onClick={onRetry}>{t('retry')}</Button></div> : null}
    </div>
  );
}
