/** For whom the person of this account acts, and who acts for him: asked once, whichever page shows it. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './api';

export const familyQuery = queryOptions({ queryKey: ['my', 'family'], queryFn: ({ signal }) => get('/api/my/family', { signal }) });
