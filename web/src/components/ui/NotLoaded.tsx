/** Stands where a part of a page would: what could not be read says so there, and never looks like "none". */
import { ErrorState } from './ErrorState';

type Read = { error: unknown; data: unknown; refetch: () => unknown };

/** Of one read or of several that make one picture; nothing while they are well. */
export function NotLoaded({ of }: { of: Read | Read[] }) {
  const failed = [of].flat().filter((read) => read.error && read.data === undefined);
  if (!failed[0]) return null;
  return <ErrorState compact problem={failed[0].error} onRetry={() => { for (const read of failed) void read.refetch(); }} />;
}
