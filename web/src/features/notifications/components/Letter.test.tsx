import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import { Letter } from './Letter';

it('lets the links of a letter be followed, and nothing else', async () => {
  const link = 'http://localhost:8000/confirm#KH5z4-jz_E4';
  const { container } = await show(<Letter text={`Hello Paula,\n\nyour account is ready:\n${link}\n\nSee (https://clinic.test/help). Never javascript:alert(1)`} />);
  expect(screen.getAllByRole<HTMLAnchorElement>('link').map(({ href }) => href)).toEqual([link, 'https://clinic.test/help']);
  expect(screen.getAllByRole('link')[0]?.getAttribute('rel')).toContain('noopener');
  expect(container.textContent).toContain('(https://clinic.test/help). Never javascript:alert(1)');
});
