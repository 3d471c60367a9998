import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { intake } from '@/dev/sample';
import { ApiProblem } from '@/lib/problem';
import { accessibilityProblems, show } from '@/testing/render';
import { initials } from './Avatar';
import { ConfirmBody } from './ConfirmDialog';
import { DataList, fromRows, type Column } from './DataList';
import { ErrorState } from './ErrorState';
import { KeyValue } from './KeyValue';
import { PatientBanner } from './PatientBanner';
import { SchemaForm } from './SchemaForm';
import { StatusBadge, UrgencyBadge } from './StatusBadge';
import { TimeText } from './TimeText';
import { stillOrder } from './useStillOrder';

type Row = { id: string; name: string; wait: number };
const rows: Row[] = [{ id: '1', name: 'Berta', wait: 4 }, { id: '2', name: 'Anton', wait: 10 }, { id: '3', name: 'Cleo', wait: 7 }];
const columns: Column<Row>[] = [
  { key: 'name', header: 'Name', cell: (row) => row.name, sort: (row) => row.name },
  { key: 'wait', header: 'Wait', cell: (row) => row.wait, sort: (row) => row.wait, end: true },
];
const list = (props: Partial<Parameters<typeof DataList<Row>>[0]> = {}) => (
  <DataList label="Queue" pages={fromRows(rows)} columns={columns} rowKey={(row) => row.id} empty={{ title: 'Nobody is waiting', hint: 'They appear by themselves.' }} {...props} />
);
const names = () => screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell')[0]?.textContent);

describe('DataList', () => {
  it('counts, sorts by a click and back, and is accessible', async () => {
    const { container } = await show(list({ linkTo: (row) => `/x/${row.id}` }));
    expect(screen.getByText('3 entries')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Wait' }));
    expect(names()).toEqual(['Berta', 'Cleo', 'Anton']);
    await userEvent.click(screen.getByRole('button', { name: 'Wait' }));
    expect(names()).toEqual(['Anton', 'Cleo', 'Berta']);
    await userEvent.click(screen.getByRole('button', { name: 'Wait' }));
    expect(names()).toEqual(['Berta', 'Anton', 'Cleo']);
    expect(await accessibilityProblems(container)).toEqual([]);
  });
  it('says what an empty list means, what failed, and that it is loading', async () => {
    await show(list({ pages: fromRows<Row>([]) }));
    expect(screen.getByText('Nobody is waiting')).toBeTruthy();
    const retry = vi.fn();
    await show(list({ pages: fromRows<Row>([], { problem: new ApiProblem({ code: 'network' }), retry }) }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
    await show(list({ pages: fromRows<Row>(undefined) }));
    expect(screen.getByRole('status', { name: /Loading/ })).toBeTruthy();
  });
});

it('nothing moves under the pointer: known rows keep their places, gone ones leave, new ones go to the end', () => {
  const key = (row: string) => row;
  expect(stillOrder(['d', 'c', 'a'], key, null)).toEqual(['d', 'c', 'a']);
  expect(stillOrder(['d', 'c', 'a'], key, ['a', 'b', 'c'])).toEqual(['a', 'c', 'd']);
});

describe('PatientBanner', () => {
  const patient = { name: 'Amara Demo-Okafor', birth_date: '1984-03-09', sex: 'female', number: 'W-1' };
  it('"none known" and "not asked" are different sentences', async () => {
    await show(<PatientBanner patient={{ ...patient, allergies: [] }} />);
    expect(screen.getByText('No known allergies')).toBeTruthy();
    await show(<PatientBanner patient={{ ...patient, allergies: null }} />);
    expect(screen.getByText('Allergies not asked')).toBeTruthy();
    const { container } = await show(<PatientBanner patient={{ ...patient, allergies: [{ substance: 'Penicillin', severe: true }] }} others={['Lev Baran']} />);
    expect(screen.getByText('Allergic to Penicillin (severe)')).toBeTruthy();
    expect(await accessibilityProblems(container)).toEqual([]);
  });
});

describe('SchemaForm', () => {
  it('asks again for what is missing, focuses it, then sends clean answers', async () => {
    const onSubmit = vi.fn();
    const { container } = await show(<SchemaForm schema={intake} submitLabel="Send" onSubmit={onSubmit} />);
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.getAllByText('Please answer this.').length).toBeGreaterThanOrEqual(4);
    await userEvent.type(screen.getByLabelText('What should we look at?'), 'A cough');
    await userEvent.type(screen.getByLabelText('Since when?'), '2026-11-19');
    await userEvent.click(screen.getByLabelText('Mild'));
    await userEvent.click(screen.getByLabelText('Yes'));
    await userEvent.click(screen.getByRole('button', { name: 'Add another' }));
    await userEvent.type(screen.getByLabelText('Name'), 'Ramipril');
    await userEvent.click(screen.getByLabelText('I agree to be treated by video.'));
    expect(await accessibilityProblems(container)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({
      reason: 'A cough', since: '2026-11-19', severity: 'mild', medicines_taken: true, medicines: [{ name: 'Ramipril' }], consent: true,
    });
  });
  it('shows the server’s complaint at its field', async () => {
    await show(<SchemaForm schema={intake} submitLabel="Send" onSubmit={() => undefined} problem={new ApiProblem({ status: 422, errors: [{ path: 'reason', message: 'Please do not paste links.' }] })} />);
    expect(screen.getByText('Please do not paste links.')).toBeTruthy();
  });
});

it('a reason is required where the record needs one', async () => {
  const onAnswer = vi.fn();
  await show(<ConfirmBody question={{ title: '', body: 'It becomes free.', verb: 'Cancel the visit', reason: { label: 'Why?' } }} onAnswer={onAnswer} />);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel the visit' }));
  expect(onAnswer).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText(/Why/), ' asked by phone ');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel the visit' }));
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith({ reason: 'asked by phone', also: false });
});

it('states are words with an icon; unknown is said', async () => {
  const { container } = await show(<><StatusBadge tone="done" label="Paid" /><UrgencyBadge level="critical" /><KeyValue items={[{ label: 'Insurance', value: null }]} /><TimeText at="nonsense" /><ErrorState problem={new Error('x')} /></>);
  expect(container.querySelectorAll('svg').length).toBeGreaterThanOrEqual(3);
  expect(screen.getByText('Not known')).toBeTruthy();
  expect(screen.getByText('Critical')).toBeTruthy();
  expect(await accessibilityProblems(container)).toEqual([]);
});

it('initials', () => {
  expect(['Dr Mina Osei', 'Amara Demo-Okafor', 'Plato', ''].map(initials)).toEqual(['MO', 'AD', 'P', '?']);
});
