/** One message with its marks and what can be done with it. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { ClipboardCheck, EllipsisVertical, Eye, EyeOff, FileDown, FolderInput, Languages, ListPlus, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useConfirm } from '@/components/ui/confirm';
import { withActing } from '@/lib/acting';
import { useFacility, useSession } from '@/lib/auth';
import { fullTime } from '@/lib/time';
import { saveFile } from '@/lib/download';
import { useMessageWrites, type Message, type Thread } from '../api/threads';
import css from './Messages.module.css';
import { ToChart } from './ToChart';
import { ToTask } from './ToTask';

export function Bubble({ message, shown, staff }: { message: Message; shown: Thread; staff: boolean }) {
  const { t, i18n } = useTranslation('messaging');
  const { zone } = useFacility();
  const writes = useMessageWrites(shown.thread.id);
  const said = message.translations[language(i18n.resolvedLanguage)];
  if (message.side === 'system') return <li className={css.system}>{systemWords(message, t, zone)}</li>;
  const seen = message.acknowledged_at;
  return (
    <li className={css.bubble} data-mine={message.mine || undefined} data-urgent={message.urgent || undefined} data-hidden={message.hidden || undefined} id={`m${message.seq}`}>
      <span className={css.by}>
        {message.mine ? <span className="sr-only">{t('you')}</span> : <strong>{message.author_name}</strong>}
        <TimeText at={message.created_at} as="clock" />
        {message.urgent ? <StatusBadge tone="attention" label={t('urgent')} /> : null}
        {staff && message.document_id ? <StatusBadge tone="done" label={t('in_chart')} icon={FolderInput} /> : null}
        {staff && message.case_id ? <StatusBadge tone="done" label={t('is_task')} icon={ClipboardCheck} /> : null}
        <Actions message={message} shown={shown} writes={writes} />
      </span>
      <div className={css.body}>
        {message.hidden ? <p>{message.hidden_reason ? t('hidden_because', { name: message.hidden_by_name, reason: message.hidden_reason }) : t('hidden')}</p> : null}
        {message.text ? <p>{message.text}</p> : null}
        {said ? <p className={css.translated} lang={language(i18n.resolvedLanguage)}>{said}<br /><span className={css.quiet}>{t('translated')}</span></p> : null}
        {message.files.length ? (
          <ul className={css.files}>
            {message.files.map((file) => <li key={file.id}><a className={css.file} href={withActing(`/api/message-files/${file.id}`)} download={file.name} onClick={saveFile}><Paperclip size={16} aria-hidden />{file.name} <span className={css.quiet}>{t('kb', { count: Math.max(1, Math.round(file.size / 1024)) })}</span></a>{staff && file.filed ? <StatusBadge tone="done" label={t('in_chart')} icon={FolderInput} /> : null}</li>)}
          </ul>
        ) : null}
      </div>
      {message.urgent && !message.hidden ? (
        seen ? <span className={css.by}>{t('acknowledged', { name: message.acknowledged_by_name })} · <TimeText at={seen} as="clock" /></span>
          : message.mine ? <span className={css.by}>{t('not_acknowledged')}</span>
            : <Button loading={writes.acknowledge.isPending} onClick={() => writes.acknowledge.mutate(message.id)}>{t('acknowledge')}</Button>
      ) : null}
    </li>
  );
}

type Writes = ReturnType<typeof useMessageWrites>;

function Actions({ message, shown, writes }: { message: Message; shown: Thread; writes: Writes }) {
  const { t, i18n } = useTranslation('messaging');
  const confirm = useConfirm();
  const session = useSession();
  const [dialog, setDialog] = useState<'chart' | 'task' | null>(null);
  const may = (permission: string) => session.permissions.includes(permission);
  const hide = async () => {
    const answer = await confirm({ title: t('hide.title'), body: t('hide.body'), verb: t('hide.verb'), destructive: true, reason: { label: t('hide.reason') } });
    if (answer) writes.hide.mutate({ id: message.id, reason: answer.reason });
  };
  const manage = shown.may_manage && !message.hidden;
  const chart = manage && shown.thread.patient !== null && may('document.write');
  const items = [
    chart && !message.document_id && message.text ? <Menu.Item key="chart" leftSection={<FolderInput size={16} aria-hidden />} onClick={() => setDialog('chart')}>{t('chart.verb')}</Menu.Item> : null,
    chart && message.files.some((file) => !file.filed) ? <Menu.Item key="file" leftSection={<FileDown size={16} aria-hidden />} onClick={() => setDialog('chart')}>{t('chart.file_verb')}</Menu.Item> : null,
    manage && !message.case_id ? <Menu.Item key="task" leftSection={<ListPlus size={16} aria-hidden />} onClick={() => setDialog('task')}>{t('task.verb')}</Menu.Item> : null,
    shown.may_translate && !message.hidden && message.text ? <Menu.Item key="translate" leftSection={<Languages size={16} aria-hidden />} onClick={() => writes.translate.mutate({ id: message.id, language: language(i18n.resolvedLanguage) })}>{t('translate')}</Menu.Item> : null,
    !message.hidden && (message.mine || shown.may_hide) ? <Menu.Item key="hide" leftSection={<EyeOff size={16} aria-hidden />} onClick={() => void hide()}>{t('hide.verb')}</Menu.Item> : null,
    message.hidden && shown.may_hide ? <Menu.Item key="show" leftSection={<Eye size={16} aria-hidden />} onClick={() => writes.show.mutate(message.id)}>{t('show_again')}</Menu.Item> : null,
  ].filter(Boolean);
  if (!items.length) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target><ActionIcon variant="subtle" color="gray" size={28} aria-label={t('actions', { name: message.author_name })}><EllipsisVertical size={16} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>{items}</Menu.Dropdown>
      </Menu>
      {dialog === 'chart' ? <ToChart message={message} onDone={() => setDialog(null)} write={writes.chart} /> : null}
      {dialog === 'task' ? <ToTask message={message} onDone={() => setDialog(null)} write={writes.task} /> : null}
    </>
  );
}

const language = (resolved: string | undefined) => (resolved ?? 'en').split('-')[0] ?? 'en';

function systemWords(message: Message, t: (key: 'system.away' | 'system.other', values?: Record<string, string>) => string, zone: string): string {
  const [name = '', cover = '', until = ''] = message.text.split(' · ');
  return message.code === 'away' ? t('system.away', { name, cover, until: until ? fullTime(until, zone) : '' }) : t('system.other');
}
