/** The call on the patient's phone: the other person fills the screen, the chat comes up from below. */
import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecording } from '../api/recordings';
import { useVisitVerb, type Visit } from '../api/visits';
import { leave } from '../call/useEntry';
import css from './Call.module.css';
import { Chat } from './Chat';
import { Controls } from './Controls';
import { GuestsDialog } from './Guests';
import { More } from './More';
import { PhotoQuestion } from './PhotoQuestion';
import { RecordingItem, RecordingLine } from './Recording';
import { VisitStage } from './Stage';
import { TranscriptItem, TranscriptLine } from './Transcript';
import { useUnread } from './useUnread';

export function PatientCall({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const wide = useMediaQuery('(width > 56.25em)');
  const [chat, setChat] = useState(false);
  const [guests, setGuests] = useState(false);
  const { open } = useRecording(visit.id);
  const unread = useUnread(visit.id, chat);
  const hangUp = useVisitVerb('hang-up');
  const stop = () => {
    leave(); // the camera goes off at once, whatever the network says
    hangUp.mutate(visit.id);
  };
  const words = <Chat visitId={visit.id} hint={t('chat.hint', { name: visit.clinician.name })} />;
  return (
    <div className={css.room} data-chat={(wide && chat) || undefined}>
      <VisitStage visit={visit} />
      <RecordingLine visitId={visit.id} />
      <TranscriptLine visitId={visit.id} />
      <PhotoQuestion visit={visit} />
      <Controls more={<More phone={visit.phone} onInvite={() => setGuests(true)} recorded={!!open && open.status !== 'asked'} recording={<><RecordingItem visitId={visit.id} staff={false} /><TranscriptItem visitId={visit.id} staff={false} /></>} />} onHangUp={stop} hangingUp={hangUp.isPending} chat={{ open: chat, unread, toggle: () => setChat(!chat) }} />
      <GuestsDialog visitId={visit.id} staff={false} opened={guests} onClose={() => setGuests(false)} />
      {chat && wide ? <aside className={css.chatSide}>{words}</aside> : null}
      <Drawer opened={chat && !wide} onClose={() => setChat(false)} position="bottom" size="70dvh" title={t('chat.title')} styles={{ body: { blockSize: 'calc(100% - 3.75rem)', display: 'flex' } }}>{words}</Drawer>
    </div>
  );
}
