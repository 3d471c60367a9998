/** Invite a third person by a link that works once, see who came, and ask them to leave. */
import { Button, Checkbox, CopyButton, Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { useNow } from '@/lib/clock';
import { guestsQuery, useInvite, useRevoke, type Guest, type GuestRole, type Invited } from '../api/guests';
import css from './Call.module.css';

type Props = { visitId: string; staff: boolean; opened: boolean; onClose: () => void };

export function GuestsDialog({ visitId, staff, opened, onClose }: Props) {
  const { t } = useTranslation('visits');
  return (
    <Modal opened={opened} onClose={onClose} title={t('guests.invite')} centered>
      {opened ? <Inside visitId={visitId} staff={staff} /> : null}
    </Modal>
  );
}

function Inside({ visitId, staff }: { visitId: string; staff: boolean }) {
  const { t } = useTranslation('visits');
  const [invited, setInvited] = useState<Invited | null>(null);
  const { data } = useQuery(guestsQuery(visitId));
  const now = useNow();
  const living = data?.items.filter((one) => !one.revoked_at && Date.parse(one.expires_at) > now) ?? [];
  return (
    <div className={css.docked}>
      {invited ? <Link invited={invited} onMore={() => setInvited(null)} /> : <Form visitId={visitId} staff={staff} onInvited={setInvited} />}
      {living.length ? <ul className={css.guests} aria-label={t('guests.list')}>{living.map((one) => <Row key={one.id} visitId={visitId} guest={one} staff={staff} />)}</ul> : null}
    </div>
  );
}

function Form({ visitId, staff, onInvited }: { visitId: string; staff: boolean; onInvited: (invited: Invited) => void }) {
  const { t } = useTranslation('visits');
  const invite = useInvite(visitId);
  const [name, setName] = useState('');
  const [role, setRole] = useState<GuestRole>(staff ? 'interpreter' : 'relative');
  const [pin, setPin] = useState(false);
  const roles: GuestRole[] = staff ? ['interpreter', 'relative', 'colleague'] : ['relative', 'interpreter'];
  return (
    <form className={css.docked} onSubmit={(event) => { event.preventDefault(); invite.mutate({ name: name.trim(), role, language: '', with_pin: pin }, { onSuccess: onInvited }); }}>
      <FormProblem problem={invite.error} />
      <TextInput label={t('guests.name')} required maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Select label={t('guests.role')} allowDeselect={false} value={role} onChange={(value) => setRole(value as GuestRole)} data={roles.map((one) => ({ value: one, label: t(`people.${one}`) }))} />
      <Checkbox label={t('guests.with_pin')} checked={pin} onChange={(event) => setPin(event.currentTarget.checked)} />
      <Button type="submit" disabled={!name.trim()} loading={invite.isPending}>{t('guests.make')}</Button>
    </form>
  );
}

function Link({ invited, onMore }: { invited: Invited; onMore: () => void }) {
  const { t } = useTranslation('visits');
  return (
    <div className={css.docked}>
      <TextInput label={t('guests.link', { name: invited.guest.name })} readOnly value={invited.link} description={t('guests.once')} onFocus={(event) => event.currentTarget.select()} />
      {invited.pin ? <p role="status">{t('guests.pin')} <strong className={css.safety}>{invited.pin}</strong></p> : null}
      <div className={css.actions}>
        <CopyButton value={invited.link}>{({ copied, copy }) => <Button onClick={copy}>{copied ? t('guests.copied') : t('guests.copy')}</Button>}</CopyButton>
        <Button variant="default" onClick={onMore}>{t('guests.another')}</Button>
      </div>
    </div>
  );
}

const tones: Record<string, Tone> = { here: 'active', opened: 'info', left: 'neutral', invited: 'neutral' };
const stateOf = (guest: Guest) => (guest.left_at ? 'left' : guest.entered_at ? 'here' : guest.opened_at ? 'opened' : 'invited');

function Row({ visitId, guest, staff }: { visitId: string; guest: Guest; staff: boolean }) {
  const { t } = useTranslation('visits');
  const revoke = useRevoke(visitId);
  const state = stateOf(guest);
  return (
    <li>
      <span>{guest.name} · {t(`people.${guest.role}`)}</span>
      <StatusBadge tone={tones[state] ?? 'neutral'} label={t(`guests.${state}`)} />
      {staff || guest.invited_side === 'patient' ? <Button variant="default" size="xs" loading={revoke.isPending} onClick={() => revoke.mutate(guest.id)} aria-label={t('guests.revoke_name', { name: guest.name })}>{t('guests.revoke')}</Button> : null}
    </li>
  );
}
