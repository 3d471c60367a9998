/** Apps that act for me, and how to cut one off. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { grantsQuery, useEndGrant } from '../api/security';
import css from './Forms.module.css';

export function Grants() {
  const { t } = useTranslation('identity');
  const { data } = useQuery(grantsQuery);
  const end = useEndGrant();
  if (!data?.items.length) return <p className={css.lead}>{t('grants.none')}</p>;
  return (
    <ul className={css.list}>
      {data.items.map((grant) => (
        <li key={grant.id} className={css.row}>
          <div className={css.words}>
            <strong>{grant.client}</strong>
            <span>{grant.scopes.map((scope) => scope.words).join(' · ')}</span>
            {grant.last_used_at ? <span>{t('passkeys.used')} <TimeText at={grant.last_used_at} as="ago" /></span> : null}
          </div>
          <Button variant="default" loading={end.isPending && end.variables === grant.id} onClick={() => end.mutate(grant.id)} aria-label={t('grants.end_named', { name: grant.client })}>{t('grants.end')}</Button>
        </li>
      ))}
    </ul>
  );
}
