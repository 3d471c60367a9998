/** The case's one document of data, group by group. What this person may not read is covered by the server. */
import { EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { TimeText } from '@/components/ui/TimeText';
import css from './Case.module.css';

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function CaseData({ data, masked }: { data: Record<string, unknown>; masked: boolean }) {
  const { t } = useTranslation('workflows');
  const groups = Object.entries(data);
  if (groups.length === 0) return <EmptyState compact title={t('case.no_data')} />;
  return (
    <div className={css.data}>
      {masked ? <p className={css.masked}><EyeOff size={16} aria-hidden />{t('case.masked')}</p> : null}
      {groups.map(([name, value]) => (
        <section key={name}>
          <h3>{name}</h3>
          {isGroup(value) ? (
            <dl>{Object.entries(value).map(([key, inner]) => <div key={key}><dt>{key}</dt><dd><Value value={inner} /></dd></div>)}</dl>
          ) : <p><Value value={value} /></p>}
        </section>
      ))}
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation(['workflows', 'common']);
  if (value === null || value === undefined || value === '') return <span className={css.quiet}>—</span>;
  if (typeof value === 'boolean') return <>{value ? t('common:yes') : t('common:no')}</>;
  if (typeof value === 'string' && MOMENT.test(value)) return <TimeText at={value} />;
  if (typeof value === 'object') return <code>{JSON.stringify(value)}</code>;
  return <>{String(value)}</>;
}
