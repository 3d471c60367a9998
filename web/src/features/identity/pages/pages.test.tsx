/** The signed-out pages: named fields, honest refusals, nothing that axe minds. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accessibilityProblems, show } from '@/testing/render';
import RegisterPage from './RegisterPage';
import SetupPage from './SetupPage';
import SignInPage from './SignInPage';

const welcome = { facility: { name: 'Harbor Point', zone: 'UTC', currency: 'USD' }, demo: true, setup: false, password: 'told', logins: [{ email: 'nurse@demo.wardline.test', role: 'nurse', name: 'Noor' }] };
let replies: Record<string, () => Response>;

beforeEach(() => {
  replies = { 'GET /api/welcome': () => Response.json(welcome) };
  vi.stubGlobal('fetch', async (request: Request) => {
    const reply = replies[`${request.method} ${new URL(request.url).pathname}`];
    return reply ? reply() : Response.json({ code: 'not_found', status: 404 }, { status: 404 });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('signs in a demo person with one tap, and says what is wrong otherwise', async () => {
  let sent = '';
  replies['POST /api/session'] = () => Response.json({ code: 'wrong_credentials', status: 401, detail: 'The e-mail or the password is not right.' }, { status: 401 });
  const { container } = await show(<SignInPage />, null);
  const tap = await screen.findByRole('button', { name: /Nurse/ });
  expect(await accessibilityProblems(container)).toEqual([]);
  await userEvent.click(tap);
  sent = (screen.getByLabelText('E-mail') as HTMLInputElement).value;
  expect(sent).toBe('nurse@demo.wardline.test');
  expect((await screen.findByRole('alert')).textContent).toContain('not right');
});

it('puts the reason of a refused registration at its field', async () => {
  replies['POST /api/patients/register'] = () => Response.json({ code: 'bad_email', status: 422, detail: 'Please check the e-mail address.' }, { status: 422 });
  const { container } = await show(<RegisterPage />, null);
  await userEvent.click(screen.getByRole('button', { name: 'Register' }));
  expect(screen.getAllByText('Please fill this in.').length).toBeGreaterThan(3);
  expect(await accessibilityProblems(container)).toEqual([]);
  for (const [label, text] of [['First name', 'Ann'], ['Last name', 'Lee'], ['E-mail', 'ann@example.org'], ['Date of birth', '1990-01-02'], ['New password', 'lantern river copper']] as const) {
    await userEvent.type(screen.getByLabelText(label), text);
  }
  await userEvent.selectOptions(screen.getByLabelText('Sex'), 'female');
  await userEvent.click(screen.getByRole('button', { name: 'Register' }));
  await waitFor(() => expect(screen.getByLabelText('E-mail').getAttribute('aria-invalid')).toBe('true'));
  expect(screen.getByText('Please check the e-mail address.')).toBeTruthy();
});

it('offers the set-up only while nobody administers the hospital', async () => {
  await show(<SetupPage />, null);
  expect(await screen.findByText('This hospital is set up')).toBeTruthy();
});

it('asks for a code by text message, and says when another one may be asked for', async () => {
  const soon = new Date(Date.now() + 30_000).toISOString();
  replies['POST /api/session'] = () => Response.json({ code: 'second_factor', status: 401, ticket: 't'.repeat(40), methods: ['sms', 'recovery'] }, { status: 401 });
  replies['POST /api/session/second-factor/sms'] = () => Response.json({ to: '…0142', expires_at: soon, again_at: soon });
  replies['POST /api/session/second-factor'] = () => Response.json({ code: 'wrong_code', status: 401, detail: 'This code is not right.' }, { status: 401 });
  const { container } = await show(<SignInPage />, null);
  await userEvent.click(await screen.findByRole('button', { name: /Nurse/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Text me a code' }));
  const field = await screen.findByLabelText('Code of the text message');
  expect(screen.getByRole('status').textContent).toContain('ending 0142');
  expect(screen.getByText(/Another one can be sent in \d+ seconds/)).toBeTruthy();
  expect(await accessibilityProblems(container)).toEqual([]);
  await userEvent.type(field, '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('This code is not right.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'The phone is not at hand?' }));
  expect(screen.getByLabelText('Recovery code')).toBeTruthy();
});

it('leaves the field for the code that came when another one is refused', async () => {
  const moment = new Date().toISOString();
  replies['POST /api/session'] = () => Response.json({ code: 'second_factor', status: 401, ticket: 't'.repeat(40), methods: ['sms', 'recovery'] }, { status: 401 });
  replies['POST /api/session/second-factor/sms'] = () => Response.json({ to: '…0142', expires_at: moment, again_at: moment });
  await show(<SignInPage />, null);
  await userEvent.click(await screen.findByRole('button', { name: /Nurse/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Text me a code' }));
  await userEvent.type(await screen.findByLabelText('Code of the text message'), '123456');
  replies['POST /api/session/second-factor/sms'] = () => Response.json({ code: 'too_many_texts', status: 429, detail: 'The next one can be asked for in 900 seconds.' }, { status: 429 });
  await userEvent.click(await screen.findByRole('button', { name: 'Nothing came? Send another one' }));
  expect(await screen.findByText(/in 900 seconds/)).toBeTruthy();
  expect((screen.getByLabelText('Code of the text message') as HTMLInputElement).value).toBe('123456');
});
