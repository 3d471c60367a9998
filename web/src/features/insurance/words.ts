/** How claim states look: a tone and a key; the words are in the catalogue. */
import type { Tone } from '@/components/ui/StatusBadge';

const tones: Record<string, Tone> = {
  draft: 'info', ready: 'info', batched: 'info', sent: 'active', received: 'active', accepted: 'active', appealed: 'active',
  scrub_failed: 'attention', rejected_envelope: 'attention', rejected_999: 'attention', rejected_277ca: 'attention',
  partial: 'problem', denied: 'problem', paid: 'done', replaced: 'neutral', voided: 'neutral', closed: 'neutral',
};

export const toneOf = (status: string): Tone => tones[status] ?? 'neutral';
