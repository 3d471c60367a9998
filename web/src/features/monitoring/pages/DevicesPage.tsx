/** Devices: what there is, at whom, when it spoke last; registering one shows its key this once. */
import { Anchor, Button, Modal, Select, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { asProblem } from '@/lib/problem';
import { devicesQuery, useDeviceAction, useRegisterDevice, type Device } from '../api/vitals';
import { useClockText } from '../components/clockText';
import css from '../components/Monitoring.module.css';
import { Worn } from '../components/Worn';

const KINDS = ['monitor', 'blood_pressure', 'oximeter', 'thermometer', 'scale', 'glucose_meter', 'wearable', 'gateway'] as const;

export default function DevicesPage() {
  const { t } = useTranslation('monitoring');
  const { data, isPending, error, refetch } = useQuery(devicesQuery);
  const [adding, setAdding] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const [worn, setWorn] = useState<Device | null>(null);
  const clock = useClockText();
  const watches = useMay()('vitals.watch');
  return (
    <>
      <PageHeader title={t('devices.title')} lead={t('devices.lead')} actions={<Button onClick={() => setAdding(true)}>{t('devices.add')}</Button>} />
      <DataList label={t('devices.title')} pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })} rowKey={(row) => row.id} flashKey={(row) => `${row.status}${row.bound?.patient_id ?? ''}`}
        empty={{ title: t('devices.none'), hint: t('devices.none_hint') }} actions={(row) => <Actions device={row} onKey={setKey} onWorn={setWorn} />}
        columns={[
          { key: 'name', header: t('devices.name'), sort: (row) => row.name, cell: (row) => <>{row.name}{row.simulated ? <span className={css.quiet}> · {t('simulated')}</span> : null}</> },
          { key: 'kind', header: t('devices.kind'), sort: (row) => row.kind, phone: false, cell: (row) => t(`kind.${row.kind as 'monitor'}`) },
          { key: 'serial', header: t('devices.serial'), phone: false, cell: (row) => row.serial },
          { key: 'bound', header: t('devices.bound'), cell: (row) => (row.bound ? <>{watches && row.bound.patient_id ? <Anchor component={Link} to={`/vitals/${row.bound.patient_id}`}>{row.bound.patient_name}</Anchor> : row.bound.patient_name || t('devices.taken')} <span className={css.quiet}>{[row.bound.ward, row.bound.place].filter(Boolean).join(' ')}</span></> : t('devices.free')) },
          { key: 'seen', header: t('devices.seen'), phone: false, cell: (row) => (row.last_seen_at ? <TimeText at={row.last_seen_at} as="ago" /> : t('devices.never')) },
          { key: 'status', header: t('devices.status'), phone: 'bare', cell: (row) => <StatusBadge tone={row.clock_off_seconds ? 'attention' : row.status === 'active' ? 'done' : 'neutral'} label={row.clock_off_seconds ? clock(row.clock_off_seconds) : t(`device.${row.status as 'active'}`)} /> },
        ]} />
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('devices.add')}>{adding ? <Add onKey={(made) => { setAdding(false); setKey(made); }} /> : null}</Modal>
      <Modal opened={key !== null} onClose={() => setKey(null)} title={t('devices.key')}><p>{t('devices.key_once')}</p><p className={css.key}>{key}</p></Modal>
      <Modal opened={worn !== null} onClose={() => setWorn(null)} title={t('devices.worn_of', { name: worn?.name ?? '' })}>{worn ? <Worn deviceId={worn.id} /> : null}</Modal>
    </>
  );
}

function Add({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation('monitoring');
  const register = useRegisterDevice();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('blood_pressure');
  const [name, setName] = useState('');
  const [serial, setSerial] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate({ kind, name, serial, maker: '' }, { onSuccess: (made) => onKey(made.key) });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <Select label={t('devices.kind')} value={kind} allowDeselect={false} onChange={(value) => setKind((value ?? 'blood_pressure') as 'monitor')} data={KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) }))} />
      <TextInput label={t('devices.name')} value={name} required minLength={2} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label={t('devices.serial')} value={serial} required minLength={2} maxLength={80} onChange={(event) => setSerial(event.currentTarget.value)} />
      <div><Button type="submit" loading={register.isPending}>{t('devices.register')}</Button></div>
    </form>
  );
}

function Actions({ device, onKey, onWorn }: { device: Device; onKey: (key: string) => void; onWorn: (device: Device) => void }) {
  const { t } = useTranslation('monitoring');
  const { rotate, unbind, change } = useDeviceAction();
  const confirm = useConfirm();
  const retire = async () => { if (await confirm({ title: t('devices.retire_title'), body: t('devices.retire_body'), verb: t('devices.retire'), destructive: true })) change.mutate({ id: device.id, status: 'retired' }); };
  const renew = async () => { if (await confirm({ title: t('devices.rotate_title'), body: t('devices.rotate_body'), verb: t('devices.rotate') })) rotate.mutate(device.id, { onSuccess: (made) => onKey(made.key) }); };
  const history = <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onWorn(device)}>{t('devices.worn')}</Button>;
  if (device.status === 'retired') return history;
  return (
    <span className={css.foot}>
      {history}
      {device.bound && !device.owned ? <Button size="compact-xs" variant="subtle" color="gray" onClick={() => unbind.mutate(device.id)}>{t('devices.unbind')}</Button> : null}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void renew()}>{t('devices.rotate')}</Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => change.mutate({ id: device.id, status: device.status === 'active' ? 'suspended' : 'active' })}>{t(device.status === 'active' ? 'devices.suspend' : 'devices.resume')}</Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void retire()}>{t('devices.retire')}</Button>
    </span>
  );
}
