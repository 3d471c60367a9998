/** Report what went wrong or nearly did, and see what came of reports: one's own, or all of them for a lead. */
import { Button, Checkbox, Select, Skeleton, Textarea, TextInput } from '@mantine/core';
import { ShieldCheck } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { MomentInput } from '@/components/ui/MomentInput';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useMay } from '@/lib/auth';
import { thisMinute } from '@/lib/wall';
import { useIncidentReports, useReportIncident, type NewReport } from '../api/incidents';
import { IncidentText } from '../components/IncidentText';
import css from '../components/Incidents.module.css';

const KINDS = ['medication', 'identification', 'procedure', 'fall', 'equipment', 'infection', 'communication', 'violence', 'data', 'other'] as const;
const HARMS = ['none', 'low', 'moderate', 'severe', 'death'] as const;

export default function IncidentsPage() {
  const { t } = useTranslation('staff');
  const pages = useIncidentReports();
  const every = useMay()('incident.manage');
  const [writing, setWriting] = useState(false);
  const [thanks, setThanks] = useState<'named' | 'anonymous' | null>(null);
  return (
    <>
      <PageHeader title={t('incident.title')} lead={t('incident.lead')} actions={writing ? undefined : <Button onClick={() => { setThanks(null); setWriting(true); }}>{t('incident.report')}</Button>} />
      {thanks ? <p role="status">{t(thanks === 'anonymous' ? 'incident.thanks_anonymous' : 'incident.thanks')}</p> : null}
      {writing ? <Section title={t('incident.report')}><Report onDone={(anonymous) => { setWriting(false); setThanks(anonymous ? 'anonymous' : 'named'); }} onBack={() => setWriting(false)} /></Section> : null}
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} />
        : pages.loading ? <Skeleton height={240} />
          : pages.rows.length === 0 ? <EmptyState icon={ShieldCheck} title={t('incident.none')} hint={t('incident.none_hint')} />
            : <Section title={t(every ? 'incident.all' : 'incident.own')}><ul className={css.rows}>{pages.rows.map((report) => <li key={report.id}><IncidentText report={report} /></li>)}</ul></Section>}
      {pages.hasMore ? <Button variant="default" loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
    </>
  );
}

function Report({ onDone, onBack }: { onDone: (anonymous: boolean) => void; onBack: () => void }) {
  const { t } = useTranslation('staff');
  const [kind, setKind] = useState<NewReport['kind'] | null>(null);
  const [harm, setHarm] = useState<NewReport['harm'] | null>(null);
  const [at, setAt] = useState(thisMinute);
  const [place, setPlace] = useState('');
  const [words, setWords] = useState('');
  const [anonymous, setAnonymous] = useState(false);
  const send = useReportIncident(onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind && harm && at) send.mutate({ kind, harm, happened_at: at, place, words, anonymous });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <Select label={t('incident.about')} value={kind} required onChange={(value) => setKind(value as NewReport['kind'] | null)} data={KINDS.map((one) => ({ value: one, label: t(`incident.kind.${one}`) }))} />
      <Select label={t('incident.how_bad')} value={harm} required onChange={(value) => setHarm(value as NewReport['harm'] | null)} data={HARMS.map((one) => ({ value: one, label: t(`incident.harm.${one}`) }))} />
      <MomentInput label={t('incident.when')} past value={at} required onChange={setAt} />
      <TextInput label={t('incident.where')} value={place} maxLength={120} onChange={(event) => setPlace(event.currentTarget.value)} />
      <Textarea label={t('incident.words')} description={t('incident.words_hint')} value={words} required minLength={10} maxLength={8000} autosize minRows={4} onChange={(event) => setWords(event.currentTarget.value)} />
      <Checkbox label={t('incident.anonymous')} description={t('incident.anonymous_hint')} checked={anonymous} onChange={(event) => setAnonymous(event.currentTarget.checked)} />
      {send.error ? <FormProblem problem={send.error} /> : null}
      <div className={css.head}><Button type="submit" loading={send.isPending} disabled={!kind || !harm || !at || words.trim().length < 10}>{t('incident.send')}</Button><Button variant="default" onClick={onBack}>{t('common:cancel')}</Button></div>
    </form>
  );
}
