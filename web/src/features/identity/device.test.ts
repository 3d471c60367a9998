import { expect, it } from 'vitest';
import { device, isPhone } from './device';

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const desk = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0';

it('names a browser so that its owner knows it', () => {
  expect(device(phone)).toBe('Safari · iPhone');
  expect(device(desk)).toBe('Edge · Windows');
  expect(device('curl/8.1')).toBeNull();
  expect([isPhone(phone), isPhone(desk)]).toEqual([true, false]);
});
