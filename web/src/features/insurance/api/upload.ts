/** A file as the request body, byte for byte (an 835 is not JSON and must not be touched on its way). */
import { send } from '@/lib/api';

export const upload = <Result>(path: string, file: File): Promise<Result> =>
  send<Result>('POST', path, { body: file, headers: { 'Content-Type': 'application/octet-stream' } });
