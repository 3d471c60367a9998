/** The chat as one writes in it. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import { Conversation } from './Chat';

it('takes the same file again, after it was refused', async () => {
  const attach = { isPending: false, mutate: vi.fn() };
  await show(<Conversation items={[]} hint="" send={{ isPending: false, mutate: vi.fn() }} files={{ visitId: 'v1', staff: false, attach }} />);
  await screen.findByRole('textbox');
  const chooser = document.querySelector<HTMLInputElement>('input[type=file]')!;
  const file = new File(['146/92'], 'readings.txt', { type: 'text/plain' });
  await userEvent.upload(chooser, file);
  expect(attach.mutate).toHaveBeenCalledExactlyOnceWith(file);
  expect(chooser.files, 'nothing is chosen any more').toHaveLength(0);
});
