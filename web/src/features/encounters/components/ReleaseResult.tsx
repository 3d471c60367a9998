/** What the patient is told: own words and release, or hold it back for a reason. */
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { TimeText } from '@/components/ui/TimeText';
import { useResultWrites, type Report } from '../api/results';
import css from './Results.module.css';

export function ReleaseResult({ report }: { report: Report }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const { release, hold } = useResultWrites();
  const [comment, setComment] = useState(report.comment);
  const released = report.release === 'released';
  async function holdBack() {
    const answer = await confirm({ title: t('results.hold_title'), body: t('results.hold_body'), verb: t('results.hold'), reason: { label: t('chart.why') } });
    if (answer) hold.mutate({ id: report.id, reason: answer.reason, version: report.version });
  }
  const state = released ? <>{t('results.is_released')} <TimeText at={report.released_at ?? ''} />{report.reviewed_by_name ? '' : ` ${t('results.by_the_rule')}`}</>
    : report.release === 'held' ? t('results.is_held', { reason: report.held_reason })
      : report.releases_at ? <>{t('results.will_be')} <TimeText at={report.releases_at} as="date" /></> : t('results.waits');
  if (!report.may_release) return <div className={css.act}><p className={css.quiet}>{state}</p>{report.comment ? <p>{report.comment}</p> : null}</div>;
  const nothingNew = released && (comment.trim() === report.comment || !comment.trim()) && !!report.reviewed_at;
  return (
    <form className={css.act} onSubmit={(event) => { event.preventDefault(); release.mutate({ id: report.id, comment: comment.trim(), version: report.version }); }}>
      <Textarea label={t('results.comment')} description={t('results.comment_hint')} autosize minRows={2} maxLength={2000} value={comment} onChange={(event) => setComment(event.currentTarget.value)} />
      <p className={css.quiet}>{state}</p>
      <div>
        <Button type="submit" loading={release.isPending} disabled={nothingNew} me="xs">{t(released ? 'results.tell' : 'results.give')}</Button>
        {report.release === 'waiting' ? <Button variant="default" loading={hold.isPending} onClick={() => void holdBack()}>{t('results.hold')}</Button> : null}
      </div>
    </form>
  );
}
