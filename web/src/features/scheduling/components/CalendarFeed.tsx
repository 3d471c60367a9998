/** One's visits in one's own calendar: a secret address that can be ended. */
import { Button, CopyButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { del, get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import css from './Schedule.module.css';

export function CalendarFeed() {
  const { t } = useTranslation('scheduling');
  const qc = useQueryClient();
  const key = ['calendar-feed'];
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => get('/api/calendar-feed', { signal }) });
  const fresh = () => void qc.invalidateQueries({ queryKey: key });
  const make = useWrite(() => post('/api/calendar-feed'), { onSuccess: fresh });
  const end = useWrite(() => del('/api/calendar-feed'), { onSuccess: () => { make.reset(); fresh(); } });
  const url = make.data?.url;
  return (
    <Section title={t('feed.title')} hint={t('feed.hint')}>
      {url ? <p className={css.wrap}><code>{url}</code> <CopyButton value={url}>{({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{t(copied ? 'feed.copied' : 'feed.copy')}</Button>}</CopyButton></p> : null}
      {data?.active && !url ? <p className={css.quiet}>{data.read_at ? <>{t('feed.read')} <TimeText at={data.read_at} /></> : t('feed.unread')}</p> : null}
      <span className={css.actions}>
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>{t(data?.active ? 'feed.renew' : 'feed.make')}</Button>
        {data?.active ? <Button variant="subtle" color="gray" loading={end.isPending} onClick={() => end.mutate()}>{t('feed.end')}</Button> : null}
      </span>
    </Section>
  );
}
