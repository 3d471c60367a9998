/** What somebody can do about a camera or a microphone that does not work, in the words for this very device. */
import { canCapture, inApp, kindOf, type DeviceState } from '../call/devices';

export type Help = 'check.in_app' | 'check.insecure' | 'check.denied_ios' | 'check.denied_android' | 'check.denied_desktop' | 'check.busy' | 'check.plug_in';

/** The key of the words; null where nothing is wrong that the person could put right. Talking works without a camera. */
export function deviceHelp(microphone: DeviceState | undefined, camera: DeviceState | undefined): Help | null {
  if (inApp(navigator.userAgent)) return 'check.in_app';
  if (!canCapture()) return 'check.insecure';
  if (microphone === 'denied' || camera === 'denied') return `check.denied_${kindOf(navigator.userAgent)}`;
  if (microphone === 'busy' || camera === 'busy') return 'check.busy';
  return microphone === 'none' ? 'check.plug_in' : null;
}
