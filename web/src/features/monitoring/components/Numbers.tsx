/**
 * The numbers of the moment with name and unit, each in the colour that its kind has on every monitor. `plain`: for
 * patients, who do not know these colours and would take a red pressure for a warning.
 */
import { useTranslation } from 'react-i18next';
import { colourOf, numberText, unitText, UNITS, type Key } from '../known';
import css from './Monitoring.module.css';

export function Numbers({ values, keys, big = false, plain = false }: { values: Partial<Record<Key, number>>; keys: Key[]; big?: boolean; plain?: boolean }) {
  const { t } = useTranslation('monitoring');
  // A pressure is two numbers, and gets their room.
  return (
    <dl className={`${css.numbers} ${big ? css.big : ''}`} style={{ gridTemplateColumns: keys.map((key) => `minmax(0, ${key === 'sbp' ? 1.6 : 1}fr)`).join(' ') }}>
      {keys.map((key) => (
        <div key={key} className={css.number} data-colour={plain ? undefined : colourOf(key)}>
          <dt>{t(`short.${key}`)} {unitText(UNITS[key])}</dt>
          <dd>{key === 'sbp' && values.dbp !== undefined ? `${numberText(values.sbp, 'sbp')}/${numberText(values.dbp, 'dbp')}` : numberText(values[key], key)}</dd>
        </div>
      ))}
    </dl>
  );
}
