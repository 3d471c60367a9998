import { send } from '@/lib/api';

export type Trial = { expression: string; kind: 'condition' | 'value' | 'cell' | 'timer'; data?: Record<string, unknown>; case_id?: string };

export const tryExpression = (trial: Trial) => send<{ value: unknown; type: string }>('POST', '/api/expressions/try', { body: trial });
