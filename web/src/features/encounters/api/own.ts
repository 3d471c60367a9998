/** The patient's own forms. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';

export const ownFormsQuery = queryOptions({ queryKey: ['record', 'own', 'forms'], queryFn: ({ signal }) => get('/api/my/forms', { signal }) });
