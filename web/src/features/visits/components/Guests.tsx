/** Invite a third person by a link that works once, see who came, and ask them to leave. */
import { Button, Checkbox, CopyButton, Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { useNow } from '@/lib/clock';
import { guestsQuery, useInvite, useRevoke, type Guest, type GuestRole, type Invited, type Via } from '../api/guests';
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

const LANGUAGES = ['en', 'es', 'ar', 'bn', 'fr', 'hi', 'ht', 'ko', 'pl', 'pt', 'ru', 'so', 'tl', 'uk', 'vi', 'zh'];
const languageName = (code: string, reader: string) => new Intl.DisplayNames([reader], { type: 'language' }).of(code) ?? code;

function Form({ visitId, staff, onInvited }: { visitId: string; staff: boolean; onInvited: (invited: Invited) => void }) {
  const { t, i18n } = useTranslation('visits');
  const invite = useInvite(visitId);
  const [name, setName] = useState('');
  const [role, setRole] = useState<GuestRole>(staff ? 'interpreter' : 'relative');
  const [pin, setPin] = useState(false);
  const [via, setVia] = useState<Via>('');
  const [to, setTo] = useState('');
  const [language, setLanguage] = useState('');
  const roles: GuestRole[] = staff ? ['interpreter', 'relative', 'colleague'] : ['relative', 'interpreter'];
  return (
    <form className={css.docked} onSubmit={(event) => { event.preventDefault(); invite.mutate({ name: name.trim(), role, language, with_pin: pin, via, to: via ? to.trim() : '' }, { onSuccess: onInvited }); }}>
      <FormProblem problem={invite.error} />
      <TextInput label={t('guests.name')} required maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Select label={t('guests.role')} allowDeselect={false} value={role} onChange={(value) => setRole(value as GuestRole)} data={roles.map((one) => ({ value: one, label: t(`people.${one}`) }))} />
      {role === 'interpreter' || via ? <Select label={t('guests.language')} allowDeselect={false} value={language} onChange={(value) => setLanguage(value ?? '')} data={[{ value: '', label: t('guests.language_any') }, ...LANGUAGES.map((one) => ({ value: one, label: languageName(one, i18n.language) }))]} /> : null}
      <Select label={t('guests.via')} allowDeselect={false} value={via} onChange={(value) => { setVia(value as Via); setTo(''); }} data={(['', 'email', 'sms'] as const).map((one) => ({ value: one, label: t(`guests.via_${one || 'self'}`) }))} />
      {via ? <TextInput label={t(`guests.to_${via}`)} required type={via === 'email' ? 'email' : 'tel'} maxLength={254} autoComplete="off" value={to} onChange={(event) => setTo(event.currentTarget.value)} /> : null}
      <Checkbox label={t('guests.with_pin')} checked={pin} onChange={(event) => setPin(event.currentTarget.checked)} />
      <Button type="submit" disabled={!name.trim() || (via !== '' && !to.trim())} loading={invite.isPending}>{t(via ? 'guests.send' : 'guests.make')}</Button>
    </form>
  );
}

function Link({ invited, onMore }: { invited: Invited; onMore: () => void }) {
  const { t } = useTranslation('visits');
  return (
    <div className={css.docked}>
      {invited.guest.sent_via ? <p role="status">{t('guests.on_its_way', { to: invited.guest.sent_to })}</p> : null}
      <TextInput label={t('guests.link', { name: invited.guest.name })} readOnly value={invited.link} description={t('guests.once')} onFocus={(event) => event.currentTarget.select()} />
      {invited.pin ? <p role="status">{t('guests.pin')} <strong className={css.safety}>{invited.pin}</strong></p> : null}
      <div className={css.actions}>
        <CopyButton value={invited.link}>{({ copied, copy }) => <Button onClick={copy}>{copied ? t('guests.copied') : t('guests.copy')}</Button>}</CopyButton>
        <Button variant="default" onClick={onMore}>{t('guests.another')}</Button>
      </div>
    </div>
  );
}

/** Whether the link that the hub sends has gone out; one that cannot arrive is passed on by hand. */
function Sent({ guest }: { guest: Guest }) {
  const { t } = useTranslation('visits');
  if (!guest.sent_via || guest.opened_at) return null;
  const state = guest.send_problem ? 'not_sent' : guest.sent_at ? 'sent' : 'sending';
  return <small data-problem={guest.send_problem !== '' || undefined}>{t(`guests.${state}`, { to: guest.sent_to })}</small>;
}

const tones: Record<string, Tone> = { here: 'active', opened: 'info', left: 'neutral', invited: 'neutral' };
const stateOf = (guest: Guest) => (guest.left_at ? 'left' : guest.entered_at ? 'here' : guest.opened_at ? 'opened' : 'invited');

function Row({ visitId, guest, staff }: { visitId: string; guest: Guest; staff: boolean }) {
  const { t } = useTranslation('visits');
  const revoke = useRevoke(visitId);
  const state = stateOf(guest);
  return (
    <li>
      <span>{guest.name} · {t(`people.${guest.role}`)}<Sent guest={guest} /></span>
      <StatusBadge tone={tones[state] ?? 'neutral'} label={t(`guests.${state}`)} />
      {staff || guest.invited_side === 'patient' ? <Button variant="default" size="xs" loading={revoke.isPending} onClick={() => revoke.mutate(guest.id)} aria-label={t('guests.revoke_name', { name: guest.name })}>{t('guests.revoke')}</Button> : null}
    </li>
  );
}
