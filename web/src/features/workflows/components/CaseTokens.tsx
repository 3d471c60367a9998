/** Where the tokens rest, since when, and whom or what they wait for. */
import { useTranslation } from 'react-i18next';
import { Bell, Clock3, GitMerge, Mail, TriangleAlert, UserRound, type LucideIcon } from 'lucide-react';
import { TimeText } from '@/components/ui/TimeText';
import type { CaseShown } from '../api/cases';
import css from './Case.module.css';

const icons: Record<string, LucideIcon> = { person: UserRound, timer: Clock3, message: Mail, incident: TriangleAlert, branches: GitMerge };

export function CaseTokens({ shown }: { shown: CaseShown }) {
  const { t } = useTranslation(['workflows', 'common']);
  // A part that holds other tokens waits for nothing itself; what may yet happen comes last.
  const tokens = shown.tokens.filter((token) => token.waits_for !== 'inside').sort((a, b) => Number(a.listening) - Number(b.listening));
  if (tokens.length === 0) return <p className={css.quiet}>{t('case.nothing_open')}</p>;
  return (
    <ul className={css.tokens}>
      {tokens.map((token) => {
        const Icon = icons[token.waits_for] ?? Bell;
        const who = token.who ? t(`common:roles.${token.who}` as 'common:roles.doctor', token.who) : '';
        return (
          <li key={token.id} data-waits={token.waits_for} data-listening={token.listening || undefined}>
            <Icon size={16} aria-hidden />
            <div>
              <strong>{token.name}</strong>
              <span>{t(`case.waits.${token.waits_for}` as 'case.waits.person', { who })}{token.due_at ? <> · <TimeText at={token.due_at} /></> : null}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
