/** The people whose work this person covers now. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '@/lib/auth';
import { absencesQuery } from '../api/teamwork';

export function useCovered(): Set<string> {
  const may = useMay();
  const { data } = useQuery({ ...absencesQuery, enabled: may('task.work') });
  return useMemo(() => new Set((data?.covering ?? []).filter((row) => row.active).map((row) => row.user_id)), [data]);
}
