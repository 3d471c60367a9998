/** Everybody else in a call of three and more, each with name and why they are here. */
import { MicOff, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../call/people';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from './Call.module.css';
import { Video } from './Video';

export function Tiles({ names }: { names: Record<string, string> }) {
  const { t } = useTranslation('visits');
  const { engine, people, remote } = useCall();
  if (engine === 'p2p') return null;
  const others = people.filter((one) => one.stream !== remote || !one.stream);
  return (
    <ul className={css.tiles} aria-label={t('people.label')}>
      {others.map((one) => <Tile key={one.id} person={one} name={one.name || names[one.id] || t(`people.${one.role}` as 'people.guest')} />)}
    </ul>
  );
}

function Tile({ person, name }: { person: Person; name: string }) {
  const { t } = useTranslation('visits');
  const role = t(`people.${person.role}` as 'people.guest');
  return (
    <li className={css.tile} data-testid="person-tile">
      <Video stream={person.stream} label={t('call.picture_of', { name })} className={css.tileVideo} testId="tile-video" onBlank={call.unseen} />
      {person.camera && person.stream ? null : <span className={css.tileCover}><UserRound size={22} aria-hidden /></span>}
      <span className={css.tileName}><span>{name}{name === role ? '' : ` · ${role}`}</span>{person.microphone ? null : <><MicOff size={14} aria-hidden /><span className="visually-hidden">{t('call.other_muted')}</span></>}</span>
    </li>
  );
}
