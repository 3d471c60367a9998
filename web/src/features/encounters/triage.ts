/** The five levels of urgency, how soon each has to be seen (minutes after arrival), and how each is shown. */
import type { Tone } from '@/components/ui/StatusBadge';

export const LEVELS = [1, 2, 3, 4, 5] as const;
export const WITHIN: Record<(typeof LEVELS)[number], number> = { 1: 0, 2: 10, 3: 60, 4: 120, 5: 240 };
export const toneOf = (level: number): Tone => (level === 1 ? 'problem' : level <= 3 ? 'attention' : 'neutral');
