/** A state as word + icon + quiet colour. Tones say what a state means; red, amber and green are UrgencyBadge's alone. */
import { ChevronsUp, Circle, CircleAlert, CircleCheck, CircleDot, Clock3, Flag, Info, Minus, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './StatusBadge.module.css';

export type Tone = 'neutral' | 'active' | 'info' | 'done' | 'attention' | 'problem';
const icons: Record<Tone, LucideIcon> = { neutral: Circle, active: CircleDot, info: Info, done: CircleCheck, attention: Flag, problem: CircleAlert };

export function StatusBadge({ tone, label, icon }: { tone: Tone; label: string; icon?: LucideIcon }) {
  const Icon = icon ?? icons[tone];
  return <span className={css.badge} data-tone={tone}><Icon size={14} strokeWidth={2} aria-hidden />{label}</span>;
}

export type Urgency = 'critical' | 'urgent' | 'routine' | 'unknown';
const urgencyIcons: Record<Urgency, LucideIcon> = { critical: TriangleAlert, urgent: ChevronsUp, routine: Minus, unknown: Clock3 };

/** Clinical urgency. The only red, amber and green of the product. */
export function UrgencyBadge({ level, label }: { level: Urgency; label?: string }) {
  const { t } = useTranslation();
  const Icon = urgencyIcons[level];
  return <span className={css.badge} data-urgency={level}><Icon size={14} strokeWidth={2.25} aria-hidden />{label ?? t(`urgency.${level}`)}</span>;
}
