/** Asks before a day is closed, with a word for the record. */
import { ask } from '@/components/ui/confirm';
import type { Words } from './words';

export const confirmReason = (t: Words) =>
  ask({ title: t('reports:days.ask'), body: t('reports:days.ask_body'), verb: t('reports:days.close'), reason: { label: t('reports:days.remark'), placeholder: t('reports:days.remark_hint') } });
