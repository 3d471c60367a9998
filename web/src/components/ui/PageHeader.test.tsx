import { Link } from '@tanstack/react-router';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import { PageHeader } from './PageHeader';

it('leads back to where the link here came from, else to where the page says', async () => {
  await show(<><PageHeader title="Hours" back={{ to: '/hospital', label: 'The hospital' }} /><Link to="/" state={{ back: { to: '/admin/setup', label: 'Setting up' } }}>Set hours</Link></>);
  expect(screen.getByRole('link', { name: 'The hospital' }).getAttribute('href')).toBe('/hospital');
  await userEvent.click(screen.getByRole('link', { name: 'Set hours' }));
  expect((await screen.findByRole('link', { name: 'Setting up' })).getAttribute('href')).toBe('/admin/setup');
  expect(screen.queryByRole('link', { name: 'The hospital' })).toBeNull();
});
