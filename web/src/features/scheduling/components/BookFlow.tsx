/** Booking, one thing per screen: whom, when, confirm. What was chosen stands in the address, so Back goes back. */
import { useEffect, useRef, useState } from 'react';
import { release, type Appointment, type Hold } from '../api/appointments';
import { taking } from '../api/slots';
import { HoldConfirm } from './HoldConfirm';
import { SpecialtyList } from './SpecialtyList';
import { TimeChooser, type Wish } from './TimeChooser';

type Props = { wish: Wish; onWish: (wish: Wish) => void; patientId?: string | undefined; replaces?: string | undefined; onBooked: (made: Appointment) => void; onHeld?: (held: boolean) => void };

export function BookFlow({ wish, onWish, patientId, replaces, onBooked, onHeld }: Props) {
  const [hold, setHold] = useState<Hold | null>(null);
  const kept = useRef<string | null>(null);
  // Leaving the page gives the time back; a closed tab leaves it to the clock.
  useEffect(() => () => {
    taking(null);
    if (kept.current) void release(kept.current);
  }, []);

  function keep(next: Hold | null) {
    kept.current = next?.hold_id ?? null;
    setHold(next);
    onHeld?.(next !== null);
    if (!next) taking(null);
  }

  if (!wish.specialty && !wish.who) return <SpecialtyList onChoose={(specialty) => onWish({ ...wish, specialty })} />;
  if (!hold) return <TimeChooser wish={wish} onWish={onWish} patientId={patientId} replaces={replaces} onHeld={keep} />;
  return (
    <HoldConfirm
      hold={hold} replaces={replaces} desk={!!patientId}
      onBooked={(made) => { kept.current = null; onBooked(made); }}
      onBack={() => { void release(hold.hold_id); keep(null); }}
    />
  );
}
