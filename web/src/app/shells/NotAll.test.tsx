/** A read that fails never looks like "none": in its place, or else on top of the page. */
import { useQuery } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { ApiProblem } from '@/lib/problem';
import { show } from '@/testing/render';
import { NotAll } from './NotAll';

const STRIP = /What looks empty may not be/;
const answers: Record<string, () => unknown> = {
  broken: () => { throw new ApiProblem({ detail: 'Something broke on our side' }, 500); },
  hidden: () => { throw new ApiProblem({}, 404); },
};

function List({ name, says = false }: { name: string; says?: boolean }) {
  const rows = useQuery({ queryKey: ['rows', name, says], queryFn: () => Promise.resolve().then(answers[name]), retry: false });
  return <><p>{rows.isPending ? 'waiting' : `${name}: ${rows.data ? 'some' : 'none'}`}</p>{says ? <NotLoaded of={rows} /> : null}</>;
}

it('says on top what nothing below says, and reads it again', async () => {
  await show(<><NotAll /><List name="broken" /></>);
  expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringMatching(STRIP));
  answers.broken = () => ['a row'];
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('broken: some');
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

it('leaves alone what is said in its place, and what is not for this person', async () => {
  answers.broken = () => { throw new ApiProblem({ detail: 'Something broke on our side' }, 500); };
  await show(<><NotAll /><List name="broken" says /><List name="hidden" /></>);
  await screen.findByText('hidden: none');
  expect((await screen.findByRole('alert')).textContent).toMatch('Something broke on our side');
  expect(screen.queryByText(STRIP)).toBeNull();
});
