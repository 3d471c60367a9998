import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get } from '@/lib/api';
import { useMay } from '@/lib/auth';
import css from './Try.module.css';

/** Data of a case to begin with: its small facts, without names and free text (the server takes them out). */
export function FromCase({ process, value, onChange }: { process: string; value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation('pathways');
  const may = useMay();
  const query = { process, status: null, after: null, patient_id: null, limit: 20 };
  const { data } = useQuery({ queryKey: ['cases', 'list', 'for-trial', process], queryFn: ({ signal }) => get('/api/cases', { query: query as never, signal }), enabled: may('case.read') });
  if (!data?.items.length) return null;
  return (
    <Select className={css.from ?? ''} label={t('try.case')} description={t('try.case_hint')} placeholder={t('try.no_case')} value={value} onChange={onChange} clearable searchable
      data={data.items.map((one) => ({ value: one.id, label: t('try.case_at', { id: one.id.slice(-6), at: one.at.join(', ') || one.status }) }))} />
  );
}
