/** A moment, asked for on the hospital's clock and saying so; what comes out is the instant, wherever this browser stands. */
import { SegmentedControl, Stack, Text, TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFacility } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { clockAndZone, zoneName } from '@/lib/time';
import { momentOf, momentsOf, typedOf } from '@/lib/wall';

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
  const typed = value ? typedOf(value, zone, seconds) : '';
  const same = typed ? momentsOf(typed, zone) : [];
  const input = (
    <TextInput
      {...field} type="datetime-local" step={seconds ? 1 : 60} max={past ? typedOf(now, zone, seconds) : LAST.slice(0, seconds ? 19 : 16)}
      description={<>{description ? <>{description} · </> : null}{zoneName(zone, value || now)}</>}
      value={typed} onChange={(event) => take(event.currentTarget.value)}
    />
  );
  return same.length < 2 ? input : <Stack gap="xs">{input}<Which of={same} zone={zone} value={value} onChange={onChange} /></Stack>;
}

/** In the night in autumn in which an hour comes twice: which of the two is meant. */
function Which({ of, zone, value, onChange }: { of: string[]; zone: string; value: string; onChange: (at: string) => void }) {
  const { t } = useTranslation();
  const chosen = of.find((at) => Date.parse(at) === Date.parse(value));
  return (
    <div>
      <Text size="sm" c="dimmed">{t('clock_twice')}</Text>
      <SegmentedControl aria-label={t('clock_twice')} value={chosen ?? of[0] ?? ''} onChange={onChange} data={of.map((at) => ({ value: at, label: clockAndZone(at, zone) }))} />
    </div>
  );
}
