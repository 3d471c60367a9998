import type { TFunction } from 'i18next';
import type { Schema } from '@/lib/api';

/** "Last name the same, first name one letter apart": what speaks for one person, strongest first. */
export function reasonsText(t: TFunction<'patients'>, reasons: Schema<'LikenessReasonOut'>[]): string {
  return [...reasons].filter((reason) => reason.points > 0).sort((a, b) => b.points - a.points)
    .map(({ what, how }) => t('patients:alike.reason', { what: t(`patients:alike.what.${what}`), how: t(`patients:alike.how.${how}`) })).join(', ');
}
