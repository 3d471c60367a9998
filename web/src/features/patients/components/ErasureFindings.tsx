/** What stands against erasing a record today: what has to be settled first, and what the law keeps until when. */
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import type { ErasurePage } from '../api/erasure';
import css from './Rows.module.css';

export function ErasureFindings({ findings }: { findings: NonNullable<ErasurePage['findings']> }) {
  const { t } = useTranslation('patients_erasure');
  return (
    <Section title={t('check')} hint={t('check_hint', { count: findings.records })}>
      {findings.may_erase ? <p>{t('free')}</p> : null}
      {findings.hindrances.length + findings.kept.length ? (
        <ul className={css.rows}>
          {findings.hindrances.map((one) => (
            <li key={one.code} className={css.row}>
              <div className={css.words}><strong>{t(`hindrances.${one.code}` as 'hindrances.booking')}</strong><span>{t('settle_first')}</span></div>
              <span>{one.count}</span>
            </li>
          ))}
          {findings.kept.map((one) => (
            <li key={one.kind} className={css.row}>
              <div className={css.words}><strong>{t(`kept.${one.kind}` as 'kept.chart')}</strong><span>{one.source}</span></div>
              <span>{t('until')} <DateText date={one.until} /></span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
