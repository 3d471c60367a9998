/** A patient's devices: when each spoke last, a wrong clock in words; adding one of one's own, and no longer using it. */
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useConfirm } from '@/components/ui/confirm';
import { useOwnDevices, type Device, type OwnKind } from '../api/vitals';
import { DeviceText } from './Bedside';
import css from './Monitoring.module.css';

const KINDS: OwnKind[] = ['blood_pressure', 'oximeter', 'thermometer', 'scale', 'glucose_meter', 'wearable'];

export function OwnDevices({ devices }: { devices: Device[] }) {
  const { t } = useTranslation('monitoring');
  const { add, retire } = useOwnDevices();
  const confirm = useConfirm();
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const [kind, setKind] = useState<OwnKind>('blood_pressure');
  const [name, setName] = useState('');
  const [serial, setSerial] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ kind, name, serial }, { onSuccess: (made) => { setKey(made.key); setName(''); setSerial(''); } });
  };
  const away = async (device: Device) => {
    if (await confirm({ title: t('own.device_away_title', { name: device.name }), body: t('own.device_away_body'), verb: t('own.device_away'), destructive: true })) retire.mutate(device.id);
  };
  const close = () => { setOpen(false); setKey(null); };
  return (
    <Section title={t('own.devices')} hint={t('own.devices_hint')} actions={<Button variant="default" onClick={() => setOpen(true)}>{t('own.device_add')}</Button>}>
      {devices.length ? <ul className={css.rows}>{devices.map((device) => (
        <li key={device.id} className={css.row}><DeviceText device={device} />{device.owned ? <Button variant="subtle" color="gray" onClick={() => void away(device)}>{t('own.device_away')}</Button> : <span className={css.quiet}>{t('own.device_lent')}</span>}</li>
      ))}</ul> : <p className={css.quiet}>{t('own.devices_none')}</p>}
      <Modal opened={open} onClose={close} title={t('own.device_add')}>
        {key ? <><p>{t('own.device_key')}</p><p className={css.key}>{key}</p><Button onClick={close}>{t('common:close')}</Button></> : open ? (
          <form className={css.form} onSubmit={submit}>
            <Select label={t('devices.kind')} value={kind} allowDeselect={false} onChange={(value) => setKind((value ?? 'blood_pressure') as OwnKind)} data={KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) }))} />
            <TextInput label={t('devices.name')} value={name} required minLength={2} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={t('devices.serial')} description={t('own.device_serial')} value={serial} required minLength={2} maxLength={80} onChange={(event) => setSerial(event.currentTarget.value)} />
            {add.error ? <FormProblem problem={add.error} /> : null}
            <div><Button type="submit" loading={add.isPending}>{t('own.device_add')}</Button></div>
          </form>
        ) : null}
      </Modal>
    </Section>
  );
}
