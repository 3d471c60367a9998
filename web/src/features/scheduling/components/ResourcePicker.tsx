/** Rooms and devices for one stretch of time; what somebody else keeps then is named, but cannot be chosen. */
import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { resourcesQuery, type Chosen, type Resource } from '../api/desk';

type Props = { startsAt: string; endsAt: string; value: Chosen[]; onChange: (value: Chosen[]) => void; appointmentId?: string | undefined; anyTime?: boolean };

/** `anyTime`: for times that are not known yet (a series); the server says which of them cannot be had. */
export function ResourcePicker({ startsAt, endsAt, value, onChange, appointmentId, anyTime = false }: Props) {
  const { t } = useTranslation('scheduling');
  const { data } = useQuery(resourcesQuery(startsAt, endsAt, appointmentId));
  const items = data?.items ?? [];
  const options = (kind: Resource['kind']) => items.filter((one) => one.kind === kind).map((one) => {
    const free = anyTime || one.free;
    return { value: one.id, label: free ? one.name : t('resources.in_use', { name: one.name }), disabled: !free };
  });
  const groups = ([['room', t('resources.rooms')], ['equipment', t('resources.devices')]] as const)
    .map(([kind, group]) => ({ group, items: options(kind) })).filter((one) => one.items.length);
  return (
    <MultiSelect
      label={t('resources.label')} placeholder={value.length ? '' : t('resources.none')} searchable clearable maxValues={10} disabled={!data} data={groups}
      value={value.map((one) => one.id)} onChange={(ids) => onChange(ids.map((id) => ({ id, kind: items.find((one) => one.id === id)?.kind ?? 'room' })))}
    />
  );
}
