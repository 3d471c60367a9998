/** One case: its diagram with the token where it is, what is stuck and what to do about it, the story so far, the data. */
import { Button, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { useRoom } from '@/lib/live';
import { caseQuery, useMendCase, type CaseShown } from '../api/cases';
import css from '../components/Case.module.css';
import { CaseData } from '../components/CaseData';
import { CaseDiagram } from '../components/CaseDiagram';
import { CaseStatus } from '../components/CaseStatus';
import { CaseStory } from '../components/CaseStory';
import { CaseTokens } from '../components/CaseTokens';
import { EditData } from '../components/EditData';
import { Incidents } from '../components/Incidents';
import { OperateCase } from '../components/OperateCase';
import { Talk } from '../components/Talk';

export default function CasePage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('workflows');
  const { data, error, refetch } = useQuery(caseQuery(id));
  useRoom(`case:${id}`);
  const back = { to: '/cases', label: t('cases.title') };
  if (error && !data) return <><PageHeader title={t('case.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('case.title')} back={back} /><Skeleton height={360} radius="md" /></>;
  return <Shown shown={data} />;
}

function Shown({ shown }: { shown: CaseShown }) {
  const { t } = useTranslation('workflows');
  const [picked, setPicked] = useState<string | null>(null);
  const mend = useMendCase(shown.id);
  const [mending, setMending] = useState(false);
  const lead = [shown.patient ? `${shown.patient.name} · ${shown.patient.number}` : null, t('case.version', { number: shown.version_number })].filter(Boolean).join(' · ');
  const open = shown.incident_list.filter((incident) => !incident.resolved_at);
  const ended = !!shown.ended_at;
  return (
    <>
      <PageHeader title={shown.process_name} back={{ to: '/cases', label: t('cases.title') }} badge={<CaseStatus status={shown.status} />} lead={lead}
        actions={shown.may_manage && !ended ? <><OperateCase shown={shown} /><CancelCase onCancel={(reason) => mend.cancel.mutate(reason)} busy={mend.cancel.isPending} /></> : undefined} />
      {shown.suspended_at ? <p className={css.legend} role="status">{t('operate.suspended')} <TimeText at={shown.suspended_at} /></p> : null}
      {open.length ? <Incidents incidents={open} mend={mend} mayMend={shown.may_manage} /> : null}
      <CaseDiagram shown={shown} onSelect={(element) => setPicked((before) => (before === element ? null : element))} />
      <p className={css.legend}><span data-mark="active">{t('case.legend.here')}</span><span data-mark="done">{t('case.legend.done')}</span><span data-mark="incident">{t('case.legend.stuck')}</span></p>
      <div className={css.columns}>
        <Tabs defaultValue="story" className={css.main ?? ''}>
          <Tabs.List>
            <Tabs.Tab value="story">{t('case.tabs.story')}</Tabs.Tab>
            <Tabs.Tab value="data">{t('case.tabs.data')}</Tabs.Tab>
            <Tabs.Tab value="talk">{t('talk.title')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="story" pt="md"><CaseStory story={shown.history} picked={picked} onClear={() => setPicked(null)} /></Tabs.Panel>
          <Tabs.Panel value="talk" pt="md"><Talk about={{ case: shown.id }} /></Tabs.Panel>
          <Tabs.Panel value="data" pt="md">
            {shown.may_manage && !ended && Object.keys(shown.data).length ? <Button variant="default" mb="md" onClick={() => setMending(true)}>{t('mend.title')}</Button> : null}
            <CaseData data={shown.data} masked={shown.masked} />
            {mending ? <EditData shown={shown} onClose={() => setMending(false)} /> : null}
          </Tabs.Panel>
        </Tabs>
        <aside className={css.side}>
          <Section title={ended ? t('case.ended') : t('case.at')}><CaseTokens shown={shown} /></Section>
          <Section title={t('case.facts')}>
            <KeyValue items={[
              { label: t('cases.started'), value: <TimeText at={shown.created_at} /> },
              { label: t('cases.moved'), value: <TimeText at={shown.moved_at} /> },
              shown.ended_at ? { label: t('case.ended'), value: <TimeText at={shown.ended_at} /> } : null,
              shown.end_reason ? { label: t('case.reason'), value: shown.end_reason } : null,
              { label: t('case.moves'), value: shown.rev },
            ]} />
          </Section>
          <Slot name="case.side" with={{ caseId: shown.id, patientId: shown.patient?.id ?? null, subject: shown.subject }} />
        </aside>
      </div>
    </>
  );
}

function CancelCase({ onCancel, busy }: { onCancel: (reason: string) => void; busy: boolean }) {
  const { t } = useTranslation('workflows');
  const confirm = useConfirm();
  const ask = async () => {
    const answer = await confirm({ title: t('case.cancel.title'), body: t('case.cancel.body'), verb: t('case.cancel.verb'), keep: t('case.cancel.keep'), destructive: true, reason: { label: t('case.cancel.why') } });
    if (answer) onCancel(answer.reason);
  };
  return <Button variant="default" loading={busy} onClick={() => void ask()}>{t('case.cancel.verb')}</Button>;
}
