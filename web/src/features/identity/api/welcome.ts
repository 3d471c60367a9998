import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';

/** What the sign-in page may know before anybody is known: the hospital's name, demo logins, whether it is still to be set up. */
export const welcomeQuery = queryOptions({
  queryKey: ['welcome'],
  queryFn: ({ signal }) => get('/api/welcome', { signal }),
});
