/** Named facts about one thing. Unknown is said, never left blank. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './KeyValue.module.css';

type Item = { label: string; value: ReactNode; wide?: boolean } | null | false | undefined;

export function KeyValue({ items, columns = 1 }: { items: Item[]; columns?: 1 | 2 | 3 }) {
  const { t } = useTranslation();
  return (
    <dl className={css.list} data-columns={columns}>
      {items.filter((item) => !!item).map((item) => (
        <div key={item.label} className={css.item} data-wide={item.wide || undefined}>
          <dt>{item.label}</dt>
          <dd>{item.value === null || item.value === undefined || item.value === '' ? <span className={css.none}>{t('not_known')}</span> : item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
