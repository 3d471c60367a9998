/** Camera and microphone for the device check: opened at once, looked at, let go when the check is left. */
import { useEffect, useState } from 'react';
import { onPlugged, openDevices, stopStream, type Devices } from '../call/devices';

const HEARD = 0.02;

/** The devices as found; null while the browser asks. `again` asks anew, e.g. after the person has allowed them. */
export function useDevices(): { devices: Devices | null; again: () => void } {
  const [turn, setTurn] = useState(0);
  const [devices, setDevices] = useState<Devices | null>(null);
  useEffect(() => {
    let gone = false;
    let opened: Devices | null = null;
    void openDevices({ microphone: true, camera: true }).then((found) => {
      opened = found;
      if (gone) stopStream(found.stream);
      else setDevices(found);
    });
    // Something was plugged in: what was missing may be there now.
    const deaf = onPlugged(() => { if (opened && (opened.camera !== 'on' || opened.microphone !== 'on')) setTurn((last) => last + 1); });
    return () => {
      gone = true;
      deaf();
      stopStream(opened?.stream);
    };
  }, [turn]);
  return { devices, again: () => { setDevices(null); setTurn((last) => last + 1); } };
}

/** How loud it is right now, 0 to 1, and whether anything was heard at all. */
export function useLevel(stream: MediaStream | null): { level: number; heard: boolean } {
  const [state, setState] = useState({ level: 0, heard: false });
  useEffect(() => {
    if (!stream?.getAudioTracks().length) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      setState((before) => ({ level: Math.min(1, loud * 4), heard: before.heard || loud > HEARD }));
    }, 100);
    const wake = () => void context.resume();
    document.addEventListener('pointerdown', wake);
    return () => {
      clearInterval(timer);
      document.removeEventListener('pointerdown', wake);
      void context.close();
    };
  }, [stream]);
  return state;
}

/** Two soft notes. */
export async function playTone() {
  const context = new AudioContext();
  await context.resume();
  for (const [pitch, at] of [[523, 0], [659, 0.35]] as const) {
    const note = context.createOscillator();
    const volume = context.createGain();
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, context.currentTime + at);
    volume.gain.linearRampToValueAtTime(0.3, context.currentTime + at + 0.05);
    volume.gain.linearRampToValueAtTime(0, context.currentTime + at + 0.6);
    note.connect(volume).connect(context.destination);
    note.start(context.currentTime + at);
    note.stop(context.currentTime + at + 0.65);
  }
  setTimeout(() => void context.close(), 1_500);
}
