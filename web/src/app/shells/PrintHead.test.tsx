/** A printed sheet says whose it is, and is ink on white whatever the screen was. */
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { doctor, show } from '@/testing/render';
import { PrintHead } from './PrintHead';

it('names the hospital, the patient and the time, or who of the staff has printed it', async () => {
  await show(<PrintHead />, { ...doctor, user: { ...doctor.user, name: 'Elena Marsh', roles: ['patient'] } });
  expect((await screen.findByText('Demo Hospital')).parentElement?.textContent).toMatch(/^Demo Hospital · Elena Marsh · printed \w+/);
  await show(<PrintHead by />);
  expect(screen.getByText(/printed by Dr Mina Osei/).textContent).toMatch(/^Demo Hospital · printed by/);
});

it('prints dark screens light, and gives them back', async () => {
  await show(<PrintHead />);
  const root = document.documentElement;
  root.setAttribute('data-mantine-color-scheme', 'dark');
  window.dispatchEvent(new Event('beforeprint'));
  window.dispatchEvent(new Event('beforeprint'));
  expect(root.getAttribute('data-mantine-color-scheme')).toBe('light');
  window.dispatchEvent(new Event('afterprint'));
  expect(root.getAttribute('data-mantine-color-scheme')).toBe('dark');
  root.removeAttribute('data-mantine-color-scheme');
});
