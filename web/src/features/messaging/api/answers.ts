/** Words that are written often. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Answer = Schema<'AnswerOut'>;
export type WriteAnswer = { title: string; text: string; role: 'doctor' | 'nurse' | 'receptionist' | 'billing_clerk' | null };

export const answersQuery = queryOptions({ queryKey: ['canned_answers'], queryFn: ({ signal }) => get('/api/canned-answers', { signal }), staleTime: 300_000 });

export function useAnswerWrites() {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: answersQuery.queryKey }) };
  return {
    keep: useWrite(({ id, ...body }: WriteAnswer & { id?: string }) => (id ? put('/api/canned-answers/{canned_answer_id}', { path: { canned_answer_id: id }, body }) : post('/api/canned-answers', { body })), again),
    forget: useWrite((canned_answer_id: string) => del('/api/canned-answers/{canned_answer_id}', { path: { canned_answer_id } }), again),
  };
}

/** `[patient]` and `[me]` become names; what nobody can fill stays to be seen. */
export function fill(text: string, names: { patient?: string | undefined; me: string }): string {
  return text.replace(/\[(patient|me)\]/g, (whole, word: 'patient' | 'me') => names[word] ?? whole);
}
