import { queryOptions } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { usePages } from '@/lib/pages';

export type Mail = { id: string; created_at: string; recipient: string; subject: string };
export type MailDetail = Mail & { body_text: string };

export const useMailbox = () => usePages<Mail>(['mailbox'], (after, signal) => send<{ items: Mail[]; next: string | null }>('GET', '/api/admin/mailbox', { query: { after }, signal }));
export const mailQuery = (id: string) => queryOptions({ queryKey: ['mailbox', id], queryFn: ({ signal }) => send<MailDetail>('GET', `/api/admin/mailbox/${id}`, { signal }) });
