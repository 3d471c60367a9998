/** Live numbers and frames while a screen looks: the newest of each bed, and when nothing has come for a while. */
import { useEffect, useState } from 'react';
import { useRoom, useSocketEvent } from '@/lib/live';
import type { Line } from './components/Tile';

type WallMessage = { room: string; at: number; beds: Omit<Line, 'at'>[] };
export type FrameMessage = { patient_id: string; at: number; leads_off: boolean; simulated: boolean; numbers: Record<string, number>; waves: Record<string, [number, number, string]> };
const STALE = 10_000;

/** The beds of a ward, or of single patients, once a second. */
export function useBeds(room: string | null): Map<string, Line> {
  const [lines, setLines] = useState<Map<string, Line>>(new Map());
  useRoom(room);
  useSocketEvent<WallMessage>('telemetry', (message) => {
    if (!message.beds || !room || message.room !== room) return;
    setLines((before) => {
      const next = new Map(before);
      for (const bed of message.beds) next.set(bed.patient_id, { ...bed, at: message.at });
      return next;
    });
  });
  useEffect(() => {
    const timer = setInterval(() => setLines((before) => {
      const newest = Math.max(0, ...[...before.values()].map((line) => line.at));
      const gone = [...before].filter(([, line]) => newest - line.at > STALE || Date.now() - line.at > 4 * STALE);
      if (!gone.length) return before;
      const next = new Map(before);
      for (const [patient] of gone) next.delete(patient);
      return next;
    }), 5_000);
    return () => clearInterval(timer);
  }, []);
  return lines;
}

/** Every frame of one patient. */
export function useFrames(patientId: string, onFrame: (frame: FrameMessage) => void) {
  useRoom(`vitals:${patientId}`);
  useSocketEvent<FrameMessage>('telemetry', (message) => { if (message.waves && message.patient_id === patientId) onFrame(message); });
}
