/** The organisation: departments, rooms, equipment, specialties. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, put, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Body } from './people';

export type Department = Schema<'DepartmentOut'>;
export type Room = Schema<'RoomOut'>;
export type Equipment = Schema<'EquipmentOut'>;
export const placesQuery = queryOptions({ queryKey: ['departments', 'all'], queryFn: ({ signal }) => get('/api/departments', { query: { all: true }, signal }) });
export const roomsQuery = queryOptions({ queryKey: ['rooms', 'all'], queryFn: ({ signal }) => get('/api/rooms', { query: { all: true }, signal }) });
export const equipmentQuery = queryOptions({ queryKey: ['equipment', 'all'], queryFn: ({ signal }) => get('/api/equipment', { query: { all: true }, signal }) });
export const facilitiesQuery = queryOptions({ queryKey: ['facilities'], queryFn: ({ signal }) => get('/api/facilities', { signal }) });

function usePlaceWrite<Input, Result>(write: (input: Input) => Promise<Result>) {
  const qc = useQueryClient();
  return useWrite(write, { quiet: true, onSuccess: () => { for (const key of ['departments', 'rooms', 'equipment', 'facilities', 'specialties']) void qc.invalidateQueries({ queryKey: [key] }); } });
}
type New<P extends '/api/departments' | '/api/rooms' | '/api/equipment' | '/api/facilities'> = Body<P, 'post'>;
export const useAddFacility = () => usePlaceWrite((body: New<'/api/facilities'>) => post('/api/facilities', { body }));
export const useAddDepartment = () => usePlaceWrite((body: New<'/api/departments'>) => post('/api/departments', { body }));
export const useChangeDepartment = () => usePlaceWrite(({ id, ...body }: { id: string } & Partial<Body<'/api/departments/{department_id}', 'patch'>>) => patch('/api/departments/{department_id}', { path: { department_id: id }, body: body as never }));
export const useAddRoom = () => usePlaceWrite((body: New<'/api/rooms'>) => post('/api/rooms', { body }));
export const useChangeRoom = () => usePlaceWrite(({ id, ...body }: { id: string } & Partial<Body<'/api/rooms/{room_id}', 'patch'>>) => patch('/api/rooms/{room_id}', { path: { room_id: id }, body: body as never }));
export const useAddEquipment = () => usePlaceWrite((body: New<'/api/equipment'>) => post('/api/equipment', { body }));
export const useChangeEquipment = () => usePlaceWrite(({ id, ...body }: { id: string } & Partial<Body<'/api/equipment/{equipment_id}', 'patch'>>) => patch('/api/equipment/{equipment_id}', { path: { equipment_id: id }, body: body as never }));
export const useKeepSpecialty = () => usePlaceWrite((body: Body<'/api/specialties', 'put'>) => put('/api/specialties', { body }));
