/** The numbers of the moment, each in its own colour with its name and unit. */
import { useTranslation } from 'react-i18next';
import { colourOf, numberText, unitText, UNITS, type Key } from '../known';
import css from './Monitoring.module.css';

export function Numbers({ values, keys, big = false }: { values: Partial<Record<Key, number>>; keys: Key[]; big?: boolean }) {
  const { t } = useTranslation('monitoring');
  // A pressure is two numbers, and gets their room.
  return (
    <dl className={`${css.numbers} ${big ? css.big : ''}`} style={{ gridTemplateColumns: keys.map((key) => `minmax(0, ${key === 'sbp' ? 1.6 : 1}fr)`).join(' ') }}>
      {keys.map((key) => (
        <div key={key} className={css.number} data-colour={colourOf(key)}>
          <dt>{t(`short.${key}`)} {unitText(UNITS[key])}</dt>
          <dd>{key === 'sbp' && values.dbp !== undefined ? `${numberText(values.sbp, 'sbp')}/${numberText(values.dbp, 'dbp')}` : numberText(values[key], key)}</dd>
        </div>
      ))}
    </dl>
  );
}
