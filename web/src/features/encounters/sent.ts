/** What an endpoint takes, from the exported OpenAPI document. */
import type { paths } from '@/lib/schema';

export type Sent<P extends keyof paths, M extends 'post' | 'put'> = NonNullable<paths[P][M]> extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never;
