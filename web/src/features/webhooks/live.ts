/** A webhook fact says only which one: its numbers and its deliveries are read again. */
import type { LiveMap } from '@/lib/live';
import { later } from '@/lib/tasks';

export const live: LiveMap = { WebhookChanged: (_fact, qc) => later(qc, ['webhooks'], 400) };
