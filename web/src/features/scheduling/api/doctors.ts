/** The directory of doctors. */
import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';

export type DoctorRow = Reply<'/api/doctors', 'get'>['items'][number];
export type Doctor = Reply<'/api/doctors/{practitioner_id}', 'get'>;
export type Wanted = { search?: string; specialty?: string; language?: string; place?: string; kind?: 'video' | 'in_person'; sort?: 'name' };

export const useDoctors = ({ place, ...wanted }: Wanted) => usePages<DoctorRow>(['doctors', 'list', { place, ...wanted }], (after, signal) => get('/api/doctors', {
  query: { search: wanted.search ?? '', specialty: wanted.specialty ?? '', language: wanted.language ?? '', ...(place ? { facility_id: place } : {}), ...(wanted.kind ? { kind: wanted.kind } : {}), sort: wanted.sort ?? 'soonest', after: after ?? '', limit: 20 }, signal,
}));
export const choicesQuery = queryOptions({ queryKey: ['doctors', 'choices'], staleTime: 5 * 60_000, queryFn: ({ signal }) => get('/api/doctors/choices', { signal }) });
export const doctorQuery = (id: string) => queryOptions({ queryKey: ['doctors', 'one', id], queryFn: ({ signal }) => get('/api/doctors/{practitioner_id}', { path: { practitioner_id: id }, signal }) });

export const pictureOf = (doctor: { id: string; has_photo: boolean }) => doctor.has_photo ? `/api/doctors/${doctor.id}/photo` : undefined;
