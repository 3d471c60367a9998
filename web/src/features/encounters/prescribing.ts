/** Units (UCUM), ways and rhythms of taking a medicine, and how they read. The server knows the same lists. */
import { useTranslation } from 'react-i18next';
import type { Chart, Prescribe, Prescription } from './api/chart';

export const UNITS = ['{tablet}', '{capsule}', 'mg', 'g', 'ug', 'mL', '{drop}', '{puff}', '{patch}', '{sachet}', '{suppository}', '{application}', '[iU]', '{unit}', '1'] as const;
export const ROUTES = ['oral', 'sublingual', 'inhalation', 'nasal', 'ophthalmic', 'otic', 'topical', 'transdermal', 'rectal', 'vaginal', 'subcutaneous', 'intramuscular', 'intravenous'] as const;
const A_DAY: Record<string, number | null> = {
  daily: 1, twice_daily: 2, three_daily: 3, four_daily: 4, morning: 1, evening: 1, bedtime: 1, once: null, every_4h: 6, every_6h: 4, every_8h: 3, every_12h: 2,
  every_other_day: 0.5, weekly: 1 / 7, monthly: 1 / 30,
};
export const FREQUENCIES = Object.keys(A_DAY);

export const blank: Prescribe = {
  medication: '', dose_value: '1', dose_unit: '{tablet}', route: 'oral', frequency: 'daily', as_needed: false, duration_days: 7, quantity_value: '7', quantity_unit: '{tablet}',
  refills: 0, instructions: '', override_reason: '', max_per_day: null, substitution: true,
};

const FORMS: [RegExp, string][] = [
  [/\bcaps(ule)?s?\b/i, '{capsule}'], [/\btab(let)?s?\b/i, '{tablet}'], [/\bdrops?\b/i, '{drop}'], [/\b(inhaler|puffs?)\b/i, '{puff}'], [/\bpatch(es)?\b/i, '{patch}'],
  [/\bsachets?\b/i, '{sachet}'], [/\bsuppositor/i, '{suppository}'], [/\b(cream|ointment|gel)\b/i, '{application}'], [/\b(syrup|solution|suspension)\b/i, 'mL'],
];

/** The unit that goes with the form named in a medicine's name; null when it names none. */
export const unitOf = (medication: string) => FORMS.find(([form]) => form.test(medication))?.[1] ?? null;

/** How much that makes; '' while something is open. */
export function quantity(dose: string, frequency: string, days: number | null): string {
  const each = Number(dose);
  const aDay = A_DAY[frequency];
  if (!(each > 0)) return '';
  if (aDay == null) return String(each);
  return days ? String(Math.ceil(each * aDay * days)) : '';
}

export const fromRow = (row: Prescription): Prescribe => ({
  medication: row.medication, dose_value: row.dose_value, dose_unit: row.dose_unit, route: row.route, frequency: row.frequency, as_needed: row.as_needed,
  duration_days: row.duration_days, quantity_value: row.quantity_value, quantity_unit: row.quantity_unit, refills: row.refills, instructions: row.instructions, override_reason: row.override_reason, max_per_day: row.max_per_day, substitution: row.substitution,
});

/** Where a renewal begins: as the medicine is taken now. */
export const fromTaken = (row: Chart['medicines'][number]): Prescribe => ({
  medication: row.medication, dose_value: row.dose_value ?? '1', dose_unit: row.dose_unit, route: row.route, frequency: row.frequency, as_needed: row.as_needed, duration_days: row.duration_days ?? null,
  quantity_value: row.quantity_value ?? '1', quantity_unit: row.quantity_unit, refills: row.refills, instructions: row.instructions, override_reason: '', max_per_day: row.max_per_day ?? null, substitution: row.substitution,
});

/** Says a prescription: "1 tablet by mouth, three times a day for 5 days. Give 15 tablets." */
export function useReads(): (row: Prescribe | Prescription) => string {
  const { t } = useTranslation('encounters');
  const amount = (value: string, unit: string) => t(`units.${unit}` as 'units.mg', { count: Number(value), value });
  return (row) => {
    const rhythm = t(`frequencies.${row.frequency}` as 'frequencies.daily') + (row.as_needed ? ` ${t('rx.needed')}` : '');
    const most = row.max_per_day ? ` (${t('rx.at_most', { amount: amount(row.max_per_day, row.dose_unit) })})` : '';
    const length = row.duration_days ? ` ${t('rx.for_days', { count: row.duration_days })}` : '';
    return `${amount(row.dose_value, row.dose_unit)} ${t(`routes.${row.route}` as 'routes.oral')}, ${rhythm}${most}${length}. ${row.quantity_value ? t('rx.give', { amount: amount(row.quantity_value, row.quantity_unit) }) : ''}`.trim();
  };
}
