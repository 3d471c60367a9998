/** Comments and files of a task or a case: what colleagues should know. They stay as they were written. */
import { Button, FileButton, Textarea } from '@mantine/core';
import { Paperclip } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { withActing } from '@/lib/acting';
import { notifyProblem } from '@/lib/notify';
import { request } from '@/lib/api';
import { asProblem } from '@/lib/problem';
import { saveFile } from '@/lib/download';
import { talkQuery, useTalk, type Subject } from '../api/teamwork';
import css from './Teamwork.module.css';

export function Talk({ about }: { about: Subject }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(talkQuery(about));
  const talk = useTalk(about);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const attach = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    try {
      const { error } = await request('post', `${talk.path}/attachments`, {
        params: { query: { name: file.name } }, body: file, bodySerializer: (body: unknown) => body, headers: { 'Content-Type': 'application/octet-stream' },
      });
      if (error) throw asProblem(error);
      talk.read();
    } catch (error) {
      notifyProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const say = () => talk.say.mutate(text.trim(), { onSuccess: () => setText('') });
  return (
    <Section title={t('talk.title')} hint={t('talk.hint')}>
      <ul className={css.talk} aria-label={t('talk.title')}>
        {(data?.items ?? []).map((one) => (
          <li key={one.id}>
            {one.text ? <p>{one.text}</p> : <a href={withActing(`/api/attachments/${one.id}`)} download onClick={saveFile}>{one.name} ({Math.max(1, Math.round((one.size ?? 0) / 1024))} KB)</a>}
            <span className={css.by}>{one.author_name} · <TimeText at={one.created_at} /></span>
          </li>
        ))}
      </ul>
      <div className={css.form}>
        <Textarea label={t('talk.write')} value={text} maxLength={4000} autosize minRows={2} onChange={(event) => setText(event.currentTarget.value)} />
        <div className={css.tools}>
          <Button variant="default" disabled={!text.trim()} loading={talk.say.isPending} onClick={say}>{t('talk.send')}</Button>
          <FileButton onChange={(file) => void attach(file)} accept="application/pdf,image/png,image/jpeg,text/plain">
            {(props) => <Button {...props} variant="subtle" loading={busy} leftSection={<Paperclip size={16} aria-hidden />}>{t('talk.attach')}</Button>}
          </FileButton>
        </div>
      </div>
    </Section>
  );
}
