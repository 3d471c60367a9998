/**
 * The numbers of the moment with name and unit, each in the colour that its kind has on every monitor. `plain`: for
 * patients, who do not know these colours and would take a red pressure for a warning.
 * `at`: when what is not live was measured, which then stands below it.
 */
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { colourOf, numberText, unitText, UNITS, type Key } from '../known';
import css from './Monitoring.module.css';

export function Numbers({ values, keys, at, big = false, plain = false }: { values: Partial<Record<Key, number>>; keys: Key[]; at?: Partial<Record<Key, string>>; big?: boolean; plain?: boolean }) {
  const { t } = useTranslation('monitoring');
  // A pressure is two numbers, and gets their room.
  return (
    <dl className={`${css.numbers} ${big ? css.big : ''}`} style={{ gridTemplateColumns: keys.map((key) => `minmax(0, ${key === 'sbp' ? 1.6 : 1}fr)`).join(' ') }}>
      {keys.map((key) => (
        <div key={key} className={css.number} data-colour={plain ? undefined : colourOf(key)} data-old={at?.[key] ? true : undefined}>
          <dt>{t(`short.${key}`)} {unitText(UNITS[key])}</dt>
          <dd>{key === 'sbp' && values.dbp !== undefined ? `${numberText(values.sbp, 'sbp')}/${numberText(values.dbp, 'dbp')}` : numberText(values[key], key)}</dd>
          {at ? <dd className={css.age}>{at[key] ? <TimeText at={at[key]} as="ago" /> : null}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
