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

export function MomentInput({ value, onChange, seconds = false, past = false, description, ...field }: Props) {
  const { zone } = useFacility();
  const now = useNow();
  return (
    <TextInput
      {...field} type="datetime-local" step={seconds ? 1 : 60} {...(past ? { max: typedOf(now, zone, seconds) } : {})}
      description={<>{description ? <>{description} · </> : null}{zoneName(zone, value || now)}</>}
      value={value ? typedOf(value, zone, seconds) : ''} onChange={({ currentTarget: { value: typed } }) => onChange(typed ? momentOf(typed, zone) : '')}
    />
  );
}
