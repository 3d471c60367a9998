/** A moment, asked for on the hospital's clock and saying so; what comes out is the instant, wherever this browser stands. */
import { TextInput, type TextInputProps } from '@mantine/core';
import { useFacility } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { zoneName } from '@/lib/time';
import { momentOf, typedOf } from '@/lib/wall';

type Props = Omit<TextInputProps, 'type' | 'value' | 'onChange' | 'min' | 'max' | 'step'> & {
  /** An instant; '' while nothing is said. */
  value: string;
  onChange: (at: string) => void;
  /** To the second. */
  seconds?: boolean;
  /** Nothing that is still to come. */
  past?: boolean;
};

/** A browser lets a year of six digits be typed unless it is told not to; such a year is no moment of ours. */
const LAST = '9999-12-31T23:59:59';
const isMoment = (typed: string) => typed.indexOf('-') === 4;

export function MomentInput({ value, onChange, seconds = false, past = false, description, ...field }: Props) {
  const { zone } = useFacility();
  const now = useNow();
  const take = (typed: string) => { if (!typed || isMoment(typed)) onChange(typed ? momentOf(typed, zone) : ''); };
  return (
    <TextInput
      {...field} type="datetime-local" step={seconds ? 1 : 60} max={past ? typedOf(now, zone, seconds) : LAST.slice(0, seconds ? 19 : 16)}
      description={<>{description ? <>{description} · </> : null}{zoneName(zone, value || now)}</>}
      value={value ? typedOf(value, zone, seconds) : ''} onChange={(event) => take(event.currentTarget.value)}
    />
  );
}
