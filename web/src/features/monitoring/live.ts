/** Live numbers and frames while a screen looks: the newest of each bed, and when nothing has come for a while. */
import { useEffect, useRef, useState } from 'react';
import { useRoom, useSocketEvent } from '@/lib/live';
import type { Line } from './components/Tile';
import { grown, missing } from './gaps';
import { samplesOf } from './known';

type WallMessage = { room: string; at: number; beds: (Omit<Line, 'at' | 'heard' | 'points'> & { trace: string })[] };
export type FrameMessage = { patient_id: string; at: number; leads_off: boolean; simulated: boolean; numbers: Record<string, number>; waves: Record<string, [number, number, string]> };
/** So long without anything new (ms), by this screen's own clock, and what is shown is no longer what is. */
export const STALE = 10_000;

/** The beds of a ward, or of single patients, once a second. */
export function useBeds(room: string | null): Map<string, Line> {
  const [lines, setLines] = useState<Map<string, Line>>(new Map());
  useRoom(room);
  useSocketEvent<WallMessage>('telemetry', (message) => {
    if (!message.beds || !room || message.room !== room) return;
    setLines((before) => {
      const next = new Map(before);
      for (const { trace, ...bed } of message.beds) next.set(bed.patient_id, { ...bed, at: message.at, heard: Date.now(), points: grown(before.get(bed.patient_id), trace, message.at) });
      return next;
    });
  });
  useEffect(() => {
    const timer = setInterval(() => setLines((before) => {
      const gone = [...before].filter(([, line]) => Date.now() - line.heard > STALE);
      if (!gone.length) return before;
      const next = new Map(before);
      for (const [patient] of gone) next.delete(patient);
      return next;
    }), 1_000);
    return () => clearInterval(timer);
  }, []);
  return lines;
}

/** Every frame of one patient; `lost` = seconds that never came before it, because this screen or its line was too slow. */
export function useFrames(patientId: string, onFrame: (frame: FrameMessage, lost: number) => void) {
  const last = useRef({ at: 0, marked: false });
  useRoom(`vitals:${patientId}`);
  useSocketEvent<{ event: string }>('gap', ({ event }) => { if (event === 'telemetry') last.current.marked = true; });
  useSocketEvent<FrameMessage>('telemetry', (message) => {
    if (!message.waves || message.patient_id !== patientId) return;
    const [hz, , samples] = Object.values(message.waves)[0] ?? [1, 0, ''];
    const lost = missing(last.current.at, message.at, samplesOf(samples).length / hz, last.current.marked);
    last.current = { at: message.at, marked: false };
    onFrame(message, lost);
  });
}
