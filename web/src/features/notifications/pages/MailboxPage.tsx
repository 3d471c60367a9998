/** E-mail that the console twin kept: what people would have got. */
import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { mailQuery, useMailbox } from '../api/mailbox';
import css from '../components/Bell.module.css';
import { Deliveries, Texts } from '../components/Deliveries';
import { Letter } from '../components/Letter';

function Reader({ id }: { id: string }) {
  const { data } = useQuery(mailQuery(id));
  return data ? <pre className={css.mail}><Letter text={data.body_text} /></pre> : <Skeleton height={160} />;
}

export default function MailboxPage() {
  const { t } = useTranslation('notifications');
  const pages = useMailbox();
  const [open, setOpen] = useState<string | null>(null);
  const subject = pages.rows.find((row) => row.id === open)?.subject;
  return (
    <>
      <PageHeader title={t('mailbox.title')} lead={t('mailbox.lead')} />
      <DataList label={t('mailbox.title')} pages={pages} rowKey={(row) => row.id} onOpen={(row) => setOpen(row.id)}
        empty={{ title: t('mailbox.none'), hint: t('mailbox.none_hint') }}
        columns={[
          { key: 'subject', header: t('mailbox.subject'), cell: (row) => row.subject },
          { key: 'recipient', header: t('mailbox.recipient'), cell: (row) => row.recipient },
          { key: 'at', header: t('mailbox.at'), cell: (row) => <TimeText at={row.created_at} /> },
        ]} />
      <div className={css.more}><Texts /><Deliveries /></div>
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" title={subject} closeButtonProps={{ 'aria-label': t('mailbox.close') }}>
        {open ? <Reader id={open} /> : null}
      </Drawer>
    </>
  );
}
