/** My documents, and everything the hospital has about me as one file. */
import { Anchor, Button } from '@mantine/core';
import { withActing } from '@/lib/acting';
import { useMay } from '@/lib/auth';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { exportsQuery, useAskExport } from '../api/files';
import { MyErasure } from '../components/MyErasure';
import { Documents } from '../components/Documents';
import { Timeline } from '../components/Timeline';
import css from '../components/Rows.module.css';

export default function MyDocumentsPage() {
  const { t } = useTranslation('patients');
  const mayDo = useMay();
  const mayExport = mayDo('export.own');
  const { data } = useQuery({ ...exportsQuery, enabled: mayExport });
  const ask = useAskExport();
  const latest = data?.items[0];
  return (
    <>
      <PageHeader title={t('documents.title')} lead={t('documents.lead')} />
      <Section><Documents who="my" mayAdd /></Section>
      {mayExport ? <Section title={t('export.title')} hint={t('export.hint')}>
        <div className={css.stack}>
          {latest?.status === 'ready' ? <p><Anchor href={withActing(`/api/my/exports/${latest.id}`)} download>{t('export.download')}</Anchor> {latest.expires_at ? <>{t('export.until')} <TimeText at={latest.expires_at} as="date" /></> : null}</p> : null}
          {latest?.status === 'failed' ? <p role="status">{t('export.failed')}</p> : null}
          {latest?.status === 'queued' ? <StatusBadge tone="active" label={t('export.queued')} /> : <div><Button variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>{t('export.ask')}</Button></div>}
        </div>
      </Section> : null}
      {mayDo('record.own') ? <Section title={t('timeline.mine')}><Timeline who="my" /></Section> : null}
      {mayDo('patient.self') ? <MyErasure /> : null}
    </>
  );
}
