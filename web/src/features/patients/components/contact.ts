import i18next from 'i18next';
import type { Patient } from '../api/patients';

export type Address = { line: string; city: string; state: string; postal_code: string; country: string };
export type Contact = { phone: string; email: string; language: string; interpreter: boolean; preferred_name: string; pronouns: string; address: Address; emergency_name: string; emergency_phone: string };

const spoken = ['en', 'es', 'zh', 'fr', 'de', 'ar', 'pt', 'ru', 'hi', 'uk', 'vi', 'pl', 'it', 'ko', 'ht', 'tr'];

/** Languages by the name that the reader's language has for them. */
export function languages(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([i18next.resolvedLanguage ?? 'en'], { type: 'language' });
  return spoken.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) => a.label.localeCompare(b.label));
}

export function languageName(code: string): string {
  return new Intl.DisplayNames([i18next.resolvedLanguage ?? 'en'], { type: 'language' }).of(code) ?? code;
}

export const noAddress: Address = { line: '', city: '', state: '', postal_code: '', country: 'US' };

export function contactOf(patient: Patient): Contact {
  const { phone, email, language, interpreter, preferred_name, pronouns, emergency_name, emergency_phone } = patient;
  return { phone, email, language, interpreter, preferred_name, pronouns, emergency_name, emergency_phone, address: { ...noAddress, ...(patient.address as Partial<Address>) } };
}

/** "12 Elm Street, Albany NY 12207" */
export function addressLine(address: Record<string, unknown>): string {
  const { line, city, state, postal_code } = { ...noAddress, ...(address as Partial<Address>) };
  return [line, [city, state, postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** "+12125550123" as people read it; other countries as they are. */
export function phoneText(phone: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return us ? `(${us[1]}) ${us[2]}-${us[3]}` : phone;
}
