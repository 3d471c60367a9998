import { expect, it } from 'vitest';
import { addressLine, phoneText } from './contact';

it('reads as people write it', () => {
  expect(phoneText('+12125550123')).toBe('(212) 555-0123');
  expect(phoneText('+4930123456')).toBe('+4930123456');
  expect(addressLine({ line: '12 Elm Street', city: 'Albany', state: 'NY', postal_code: '12207' })).toBe('12 Elm Street, Albany NY 12207');
  expect(addressLine({})).toBe('');
});
