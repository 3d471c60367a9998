import { describe, expect, it } from 'vitest';
import { PROFILES, float, sfloat } from './bluetooth';
import { CODES, severity } from './known';

const view = (...bytes: number[]) => new DataView(new Uint8Array(bytes).buffer);
const values = (parsed: { values: { code: string; value: number; unit: string }[] }) => parsed.values.map((one) => [one.code, one.value, one.unit]);

describe('numbers of IEEE 11073', () => {
  it('reads mantissa and exponent, and NaN for what is none', () => {
    expect(sfloat(view(0x72, 0xf4), 0)).toBeCloseTo(113.8);
    expect(sfloat(view(0xff, 0x07), 0)).toBeNaN();
    expect(float(view(0x6d, 0x01, 0x00, 0xff), 0)).toBeCloseTo(36.5);
    expect(float(view(0xff, 0xff, 0x7f, 0x00), 0)).toBeNaN();
    expect(sfloat(view(0xff, 0xff), 0)).toBeCloseTo(-0.1);
  });
});

describe('measurements', () => {
  it('reads a cuff with time and pulse, in mmHg and in kPa', () => {
    const cuff = PROFILES.blood_pressure.parse(view(0x06, 0x79, 0, 0x4f, 0, 0x5d, 0, 0xea, 0x07, 3, 2, 9, 30, 0, 0x48, 0));
    expect(values(cuff)).toEqual([[CODES.sbp, 121, 'mm[Hg]'], [CODES.dbp, 79, 'mm[Hg]'], [CODES.hr, 72, '/min']]);
    expect(cuff.at?.getFullYear()).toBe(2026);
    expect(values(PROFILES.blood_pressure.parse(view(0x01, 0xa0, 0xf0, 0x64, 0xf0, 0, 0)))[0]).toEqual([CODES.sbp, 16, 'kPa']);
  });
  it('reads a strap in both sizes, and nothing where it has no contact with the skin', () => {
    expect(values(PROFILES.heart_rate.parse(view(0x16, 72, 0x10, 0x03)))).toEqual([[CODES.hr, 72, '/min']]);
    expect(values(PROFILES.heart_rate.parse(view(0x01, 0x2c, 0x01)))).toEqual([[CODES.hr, 300, '/min']]);
    expect(PROFILES.heart_rate.parse(view(0x04, 72)).values).toEqual([]);
    expect(PROFILES.heart_rate.parse(view(0x00, 0)).values).toEqual([]);
    expect(() => PROFILES.heart_rate.parse(view(0x01, 72))).toThrow(RangeError);
  });
  it('reads oximeter, thermometer and scale', () => {
    expect(values(PROFILES.oximeter.parse(view(0, 97, 0, 66, 0)))).toEqual([[CODES.spo2, 97, '%'], [CODES.hr, 66, '/min']]);
    expect(values(PROFILES.thermometer.parse(view(1, 0xda, 3, 0, 0xff)))).toEqual([[CODES.temp, 98.6, '[degF]']]);
    expect(values(PROFILES.scale.parse(view(0, 0xb0, 0x36)))).toEqual([[CODES.weight, 70, 'kg']]);
  });
  it('leaves out what the device could not measure, and refuses what is cut off', () => {
    expect(PROFILES.oximeter.parse(view(0, 0xff, 0x07, 66, 0)).values).toHaveLength(1);
    expect(PROFILES.scale.parse(view(0, 0xff, 0xff)).values).toEqual([]);
    expect(() => PROFILES.blood_pressure.parse(view(0x06, 0x79))).toThrow(RangeError);
  });
});

it('puts the worst first', () => {
  const alert = (priority: string, status = 'raised', kind = 'physiological') => ({ priority, status, kind });
  const order = [[alert('high')], [alert('high', 'acknowledged')], [alert('medium')], [alert('low', 'raised', 'technical')], []].map(severity);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
});
