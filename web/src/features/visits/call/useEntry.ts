/**
 * When a page goes into the call by itself: after a reload, and for the patient when the door opens while waiting. Never
 * where another window of the same person has taken the call over: two such would put each other out.
 */
import { useEffect, useRef } from 'react';
import { isOpen, type Visit } from '../api/visits';
import { chosen } from './choice';
import { isElsewhere, remember, remembered } from './memory';
import { call } from './session';
import { useCall } from './useCall';

export function useEntry(visit: Visit) {
  const { visitId, phase, microphone, camera, local } = useCall();
  const before = useRef(visit.status);
  const mine = visitId === visit.id && phase !== 'idle';

  useEffect(() => {
    const was = before.current;
    before.current = visit.status;
    if (!isOpen(visit) || mine || isElsewhere(visit.id)) return;
    const kept = remembered(visit.id);
    if (kept && !visit.hung_up_at) void call.start(visit.id, kept);
    else if (visit.side === 'patient' && (was === 'waiting' || was === 'on_hold')) void call.start(visit.id, kept ?? chosen(visit.device_check));
  }, [visit, mine]);

  // The other side hangs up, or the visit is closed or sent back while we talk: this side stops too. Only news counts:
  // right after joining, what this page knows of the visit may still be from before.
  const known = useRef({ open: isOpen(visit), hungUp: visit.hung_up_at });
  useEffect(() => {
    const last = known.current;
    known.current = { open: isOpen(visit), hungUp: visit.hung_up_at };
    if (!mine) return;
    const theyHungUp = visit.hung_up_at !== null && visit.hung_up_at !== last.hungUp && visit.hung_up_by !== visit.side;
    if (theyHungUp || (last.open && !isOpen(visit))) leave(visit.status === 'on_hold');
  }, [visit, mine]);

  useEffect(() => {
    if (mine && local) remember({ visitId: visit.id, microphone: microphone === 'on', camera: camera === 'on' });
  }, [mine, local, microphone, camera, visit.id]);

  return { inCall: mine, join: () => void call.start(visit.id, remembered(visit.id) ?? (visit.side === 'patient' ? chosen(visit.device_check) : { microphone: true, camera: true })) };
}

/** Out of the call, for good: a reload does not bring it back. */
export function leave(soonBack = false) {
  if (!soonBack) remember(null);
  call.stop();
}
