/** The devices at a patient: which, whether they speak, a clock that is wrong; binding another by its code, ending one. */
import { Button, Modal } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { useBindHere, useDeviceAction, type Device, type PatientVitals } from '../api/vitals';
import { useClockText } from './clockText';
import { CodeField } from './CodeField';
import css from './Monitoring.module.css';

export function Bedside({ vitals }: { vitals: PatientVitals }) {
  const { t } = useTranslation('monitoring');
  const [open, setOpen] = useState(false);
  const may = useMay();
  const { unbind } = useDeviceAction();
  const confirm = useConfirm();
  const end = async (device: Device) => {
    if (await confirm({ title: t('bind.end_title', { name: device.name }), body: t('bind.end_body'), verb: t('devices.unbind') })) unbind.mutate(device.id);
  };
  return (
    <Section title={t('bind.title')} actions={may('device.bind') ? <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>{t('bind.add')}</Button> : undefined}>
      {vitals.devices.length ? (
        <ul className={css.rows}>{vitals.devices.map((device) => (
          <li key={device.id} className={css.row}>
            <DeviceText device={device} />
            {may('device.manage') && !device.owned ? <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void end(device)}>{t('devices.unbind')}</Button> : null}
          </li>
        ))}</ul>
      ) : <p className={css.quiet}>{t('bind.none')}</p>}
      <Modal opened={open} onClose={() => setOpen(false)} title={t('bind.add')}>{open ? <Bind patient={vitals} onDone={() => setOpen(false)} /> : null}</Modal>
    </Section>
  );
}

/** What a device is, since when it is here, when it spoke last. */
export function DeviceText({ device }: { device: Device }) {
  const { t } = useTranslation('monitoring');
  const clock = useClockText();
  return (
    <div>
      <strong>{device.name}</strong> {device.clock_off_seconds ? <StatusBadge tone="attention" label={clock(device.clock_off_seconds)} /> : null}
      <div className={css.quiet}>
        {t(`kind.${device.kind as 'monitor'}`)} · {device.serial}
        {device.bound?.since ? <> · {t('bind.since')} <TimeText at={device.bound.since} /></> : null}
        {' · '}{device.last_seen_at ? <>{t('bind.heard')} <TimeText at={device.last_seen_at} as="ago" /></> : t('bind.silent')}
        {device.simulated ? ` · ${t('simulated')}` : ''}
      </div>
    </div>
  );
}

function Bind({ patient, onDone }: { patient: PatientVitals; onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const [code, setCode] = useState('');
  const bind = useBindHere(patient.patient_id, onDone);
  const submit = (event: FormEvent) => { event.preventDefault(); bind.mutate(code); };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{t('bind.who', { name: patient.name, number: patient.number, place: [patient.ward, patient.place].filter(Boolean).join(' ') || t('bind.home') })}</p>
      <CodeField value={code} onChange={setCode} />
      {bind.error ? <FormProblem problem={bind.error} /> : null}
      <div><Button type="submit" loading={bind.isPending} disabled={code.trim().length < 2}>{t('bind.do')}</Button></div>
    </form>
  );
}
