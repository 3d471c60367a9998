/** What the checks say of a medicine, the worst first; what they could not check is said as plainly. */
import { useTranslation } from 'react-i18next';
import { CircleHelp, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import css from './Findings.module.css';

export type Finding = { kind: string; severity: string; against: string; words: string; advice: string };
const ICONS: Record<string, typeof Info> = { contraindicated: OctagonAlert, severe: OctagonAlert, major: TriangleAlert, moderate: TriangleAlert };
const level = (severity: string) => (['contraindicated', 'severe', 'major'].includes(severity) ? 'critical' : severity === 'moderate' ? 'urgent' : 'note');

export function Findings({ findings, unknown = [], asked = true, edition }: { findings: Finding[]; unknown?: string[]; asked?: boolean; edition?: string }) {
  const { t } = useTranslation('encounters');
  if (!findings.length && !unknown.length && asked && !edition) return null;
  return (
    <ul className={css.list} aria-label={t('chart.checks.title')}>
      {findings.map((one) => {
        const Icon = ICONS[one.severity] ?? Info;
        return (
          <li key={`${one.kind}${one.against}${one.words}`} data-level={level(one.severity)}>
            <Icon size={16} aria-hidden />
            <span><strong>{t(`chart.checks.severity.${one.severity}` as 'chart.checks.severity.major')}</strong> · {one.kind === 'interaction' ? t('chart.checks.with', { name: one.against }) : t(`chart.checks.kind.${one.kind}` as 'chart.checks.kind.allergy')}. {one.words} {one.advice}</span>
          </li>
        );
      })}
      {!asked ? <li data-level="note"><CircleHelp size={16} aria-hidden /><span>{t('chart.checks.not_asked')}</span></li> : null}
      {unknown.length ? <li data-level="note"><CircleHelp size={16} aria-hidden /><span>{t('chart.checks.unknown', { names: unknown.join(', ') })}</span></li> : null}
      {!findings.length && !unknown.length ? <li data-level="note"><Info size={16} aria-hidden /><span>{t('chart.checks.nothing')}</span></li> : null}
      {edition ? <li className={css.edition}>{t('chart.checks.edition', { edition })}</li> : null}
    </ul>
  );
}
