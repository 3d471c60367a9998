/** Asks before a day is closed, with a word for the record. */
import { ask } from '@/components/ui/confirm';
import type { Words } from './words';

export const confirmReason = (t: Words) =>
  ask({ title: t('days.ask'), body: t('days.ask_body'), verb: t('days.close'), reason: { label: t('days.remark'), placeholder: t('days.remark_hint') } });
