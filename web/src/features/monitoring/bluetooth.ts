/**
 * Readings of home devices over Web Bluetooth, by the Bluetooth SIG's health profiles: heart rate (0x180D/0x2A37), blood
 * pressure (0x1810/0x2A35), pulse oximeter (0x1822/0x2A5E), thermometer (0x1809/0x2A1C), weight scale (0x181D/0x2A9D). The parsing is pure.
 */
import { CODES, UNITS, type Key } from './known';

export type Measured = { code: string; value: number; unit: string };
export type Parsed = { values: Measured[]; at: Date | null };
export type Profile = 'heart_rate' | 'blood_pressure' | 'oximeter' | 'thermometer' | 'scale';

export const PROFILES: Record<Profile, { service: number; characteristic: number; parse: (data: DataView) => Parsed }> = {
  heart_rate: { service: 0x180d, characteristic: 0x2a37, parse: heartRate },
  blood_pressure: { service: 0x1810, characteristic: 0x2a35, parse: bloodPressure },
  oximeter: { service: 0x1822, characteristic: 0x2a5e, parse: oximeter },
  thermometer: { service: 0x1809, characteristic: 0x2a1c, parse: thermometer },
  scale: { service: 0x181d, characteristic: 0x2a9d, parse: scale },
};

/** IEEE 11073 16-bit SFLOAT; NaN for its five special values. */
export function sfloat(data: DataView, at: number): number {
  const raw = data.getUint16(at, true);
  const mantissa = raw & 0x0fff;
  if (mantissa >= 0x07fe && mantissa <= 0x0802) return Number.NaN;
  const exponent = raw >> 12;
  return (mantissa >= 0x0800 ? mantissa - 0x1000 : mantissa) * 10 ** (exponent >= 8 ? exponent - 16 : exponent);
}

/** IEEE 11073 32-bit FLOAT; NaN for its special values. */
export function float(data: DataView, at: number): number {
  const raw = data.getUint32(at, true);
  const mantissa = raw & 0x00ffffff;
  if (mantissa >= 0x007ffffe && mantissa <= 0x00800002) return Number.NaN;
  const exponent = data.getInt8(at + 3);
  return Number(((mantissa >= 0x800000 ? mantissa - 0x1000000 : mantissa) * 10 ** exponent).toPrecision(8));
}

/** Date Time (0x2A08) by the device's own clock; null where it does not know. */
function dateTime(data: DataView, at: number): Date | null {
  const [year, month, day] = [data.getUint16(at, true), data.getUint8(at + 2), data.getUint8(at + 3)];
  if (!year || !month || !day) return null;
  return new Date(year, month - 1, day, data.getUint8(at + 4), data.getUint8(at + 5), data.getUint8(at + 6));
}

function measured(key: Key, value: number, unit = UNITS[key]): Measured[] {
  return Number.isFinite(value) ? [{ code: CODES[key], value: Math.round(value * 100) / 100, unit }] : [];
}

/** A strap that says it has no contact with the skin measures nothing; nought is no pulse it has seen. */
function heartRate(data: DataView): Parsed {
  const flags = data.getUint8(0);
  const rate = flags & 1 ? data.getUint16(1, true) : data.getUint8(1);
  const noContact = (flags & 6) === 4;
  return { values: noContact || rate === 0 ? [] : measured('hr', rate), at: null };
}

function bloodPressure(data: DataView): Parsed {
  const flags = data.getUint8(0);
  const unit = flags & 1 ? 'kPa' : 'mm[Hg]';
  const values = [...measured('sbp', sfloat(data, 1), unit), ...measured('dbp', sfloat(data, 3), unit)];
  let next = 7;
  const at = flags & 2 ? dateTime(data, next) : null;
  if (flags & 2) next += 7;
  if (flags & 4) values.push(...measured('hr', sfloat(data, next)));
  return { values, at };
}

function oximeter(data: DataView): Parsed {
  const flags = data.getUint8(0);
  return { values: [...measured('spo2', sfloat(data, 1)), ...measured('hr', sfloat(data, 3))], at: flags & 1 ? dateTime(data, 5) : null };
}

function thermometer(data: DataView): Parsed {
  const flags = data.getUint8(0);
  return { values: measured('temp', float(data, 1), flags & 1 ? '[degF]' : 'Cel'), at: flags & 2 ? dateTime(data, 5) : null };
}

function scale(data: DataView): Parsed {
  const flags = data.getUint8(0);
  const raw = data.getUint16(1, true);
  const values = raw === 0xffff ? [] : flags & 1 ? measured('weight', raw * 0.01, '[lb_av]') : measured('weight', raw * 0.005);
  return { values, at: flags & 2 ? dateTime(data, 3) : null };
}

type Characteristic = EventTarget & { value?: DataView; startNotifications(): Promise<unknown> };
type Server = { getPrimaryService(id: number): Promise<{ getCharacteristic(id: number): Promise<Characteristic> }>; disconnect(): void };
type Bluetooth = { requestDevice(options: unknown): Promise<{ gatt?: { connect(): Promise<Server> } }> };

const radio = (): Bluetooth | undefined => (navigator as unknown as { bluetooth?: Bluetooth }).bluetooth;
export const hasBluetooth = (): boolean => !!radio();

/** Lets the person choose a device and resolves with its next measurement; rejects when none comes within a minute. */
export async function readOnce(profile: Profile): Promise<Parsed> {
  const { service, characteristic, parse } = PROFILES[profile];
  const device = await radio()?.requestDevice({ filters: [{ services: [service] }] });
  const server = await device?.gatt?.connect();
  if (!server) throw new Error('no device');
  try {
    const found = await (await server.getPrimaryService(service)).getCharacteristic(characteristic);
    return await new Promise<Parsed>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no measurement')), 60_000);
      found.addEventListener('characteristicvaluechanged', () => {
        if (!found.value) return;
        let parsed: Parsed;
        try { parsed = parse(found.value); } catch (error) { clearTimeout(late); reject(error instanceof Error ? error : new Error('unreadable')); return; }
        if (!parsed.values.length) return; // not yet: it has no contact, or is still measuring
        clearTimeout(late);
        resolve(parsed);
      });
      found.startNotifications().catch(reject);
    });
  } finally {
    server.disconnect();
  }
}
