import { send } from '@/lib/api';
import type { Answer } from './types';

export type Trial = { expression: string; kind: 'condition' | 'value' | 'cell' | 'timer'; data?: Record<string, unknown>; case_id?: string };

export const tryExpression = (trial: Trial) => send<Answer>('POST', '/api/expressions/try', { body: trial });
