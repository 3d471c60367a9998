/** Short messages at the edge of the screen. For something that failed: what happened and what to do. */
import { notifications } from '@mantine/notifications';
import { explain } from './explain';

export function notifyProblem(error: unknown) {
  const { title, advice, code } = explain(error);
  notifications.show({ id: `problem-${code}`, color: 'rose', title, message: advice, autoClose: 8_000, role: 'alert' });
}

export function notifyDone(message: string) {
  notifications.show({ color: 'teal', message, autoClose: 4_000, role: 'status' });
}
