/** In the chart: what was written with this patient and about him, and a new message. */
import { Anchor, Button, Drawer } from '@mantine/core';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useThreads, type ThreadRow } from '../api/threads';
import { Conversation } from './Conversation';
import css from './Messages.module.css';
import row from './Side.module.css';
import { useTitle } from './ThreadLine';

export default function PatientThreads({ patientId }: { patientId: string }) {
  return <Threads listing={{ view: 'all', patient_id: patientId }} fresh={`/messages?new=1&patient=${patientId}`} />;
}

export function Threads({ listing, fresh }: { listing: { view: 'all'; patient_id?: string; task_id?: string }; fresh: string }) {
  const { t } = useTranslation('messaging');
  const { rows, error } = useThreads(listing);
  const [open, setOpen] = useState<ThreadRow | null>(null);
  const title = useTitle();
  if (error) return null;
  return (
    <Section title={t('title')} actions={<Button component={Link} to={fresh} variant="subtle" leftSection={<MessageSquarePlus size={16} aria-hidden />}>{t('new.verb')}</Button>}>
      {rows.length === 0 ? <p className={css.quiet}>{t('none_here')}</p> : (
        <ul className={row.rows}>
          {rows.slice(0, 6).map((one) => (
            <li key={one.id}>
              <button type="button" className={row.row} onClick={() => setOpen(one)}>
                <strong>{one.subject}</strong>
                <span>{title(one, false)} · <TimeText at={one.last_at} as="ago" /></span>
                {one.waits_since ? <StatusBadge tone="info" label={t('waits')} /> : one.urgent_open ? <StatusBadge tone="attention" label={t('urgent_open')} /> : null}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" size="lg" title={open?.subject} closeButtonProps={{ 'aria-label': t('close_dialog') }} classNames={{ body: row.drawer, content: row.content }}>
        {open ? <><Conversation id={open.id} staff /><Anchor component={Link} to={`/messages/${open.id}`} className={row.whole}>{t('whole')}</Anchor></> : null}
      </Drawer>
    </Section>
  );
}
