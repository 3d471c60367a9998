import { post } from '@/lib/api';

export type Trial = { expression: string; kind: 'condition' | 'value' | 'cell' | 'timer'; data: Record<string, unknown> };

/** Worked out by the server's own reader; a mistake is an answer, too. */
export const tryExpression = (trial: Trial) => post('/api/expressions/try', { body: { case_id: null, now: null, ...trial } });
