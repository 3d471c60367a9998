/** Another app wants to act for the person who is signed in: which one, for what, yes or no. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AppWindow, Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { useSession } from '@/lib/auth';
import { asProblem } from '@/lib/problem';
import { consentQuery, useAnswer, type Asked } from '../api/consent';
import css from './AuthForm.module.css';
import list from '../components/Forms.module.css';

const NAMES = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'aud'] as const;

export default function ConsentPage() {
  const { t } = useTranslation('identity');
  const { user } = useSession();
  const given = useSearchParams<Record<string, unknown>>();
  const asked = Object.fromEntries(NAMES.map((name) => [name, given[name] === undefined ? '' : String(given[name])])) as unknown as Asked;
  const { data, error } = useQuery(consentQuery(asked));
  const answer = useAnswer(asked);
  if (error) return <EmptyState page icon={AppWindow} title={t('consent.wrong')} hint={asProblem(error).detail} />;
  if (!data) return <PageWaiting />;
  return (
    <div className={css.alone}>
      <h1 className={css.title}>{t('consent.asks', { app: data.client })}</h1>
      <p className={css.lead}>{t('consent.lead', { name: user.name, host: data.redirect_host })}</p>
      <ul className={list.list}>
        {data.scopes.map(({ scope, words }) => <li key={scope} className={list.row}><Check size={18} aria-hidden /><div className={list.words}><strong>{words}</strong></div></li>)}
      </ul>
      <p className={css.lead}>{t('consent.end')}</p>
      <div className={list.buttons}>
        <Button loading={answer.isPending && answer.variables === true} onClick={() => answer.mutate(true)}>{t('consent.allow')}</Button>
        <Button variant="default" loading={answer.isPending && answer.variables === false} onClick={() => answer.mutate(false)}>{t('consent.refuse')}</Button>
      </div>
    </div>
  );
}
