/** Who waits for an earlier time, in the order in which freed times are offered, and what is on offer now. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { specialtiesQuery } from '../api/slots';
import { useAccept, useDecline, useWithdraw, waitlistQuery, type Wish } from '../api/waiting';
import booking from '../components/Booking.module.css';
import { Chosen, FindPatient } from '../components/PatientPicker';
import css from '../components/Schedule.module.css';
import { WishForm } from '../components/WishForm';

export default function WaitlistPage() {
  const { t } = useTranslation('scheduling');
  const { data, error, isPending, refetch } = useQuery(waitlistQuery);
  const names = useQuery(specialtiesQuery).data?.items;
  const [adding, setAdding] = useState(false);
  const [patient, setPatient] = useState<string | null>(null);
  const close = () => { setAdding(false); setPatient(null); };
  const columns: Column<Wish>[] = [
    { key: 'who', header: t('day.patient'), phone: 'bare', cell: (row) => <span><strong className={css.name}>{row.patient.name}</strong> <span className={css.quiet}>{row.patient.number}</span></span> },
    { key: 'whom', header: t('waitlist.whom'), cell: (row) => row.clinician?.name ?? names?.find((one) => one.code === row.specialty)?.name ?? row.specialty },
    { key: 'when', header: t('waitlist.when'), cell: (row) => <span><DateText date={row.from_day} />–<DateText date={row.until_day} />{row.earliest || row.latest ? <span className={css.quiet}> {row.earliest?.slice(0, 5) ?? ''}–{row.latest?.slice(0, 5) ?? ''}</span> : null}</span> },
    { key: 'priority', header: t('waitlist.priority'), cell: (row) => t(`waitlist.priorities.${row.priority}` as 'waitlist.priorities.2') },
    { key: 'since', header: t('waitlist.since'), cell: (row) => <TimeText at={row.since} /> },
    { key: 'status', header: t('day.status'), cell: (row) => row.offer ? <span><StatusBadge tone="attention" label={t('waitlist.offered')} /> <TimeText at={row.offer.starts_at} /> <Countdown until={row.offer.expires_at} label={t('waitlist.left')} /></span> : <StatusBadge tone="info" label={t('waitlist.waiting')} /> },
  ];
  return (
    <>
      <PageHeader title={t('waitlist.title')} lead={t('waitlist.lead')} actions={<Button leftSection={<Hourglass size={16} />} onClick={() => setAdding(true)}>{t('waitlist.add')}</Button>} />
      {adding ? (
        <div className={booking.narrow}>
          <Section title={t('waitlist.add')} actions={<Button size="compact-sm" variant="subtle" color="gray" onClick={close}>{t('waitlist.close')}</Button>}>
            {patient ? <><Chosen id={patient} onOther={() => setPatient(null)} /><WishForm patientId={patient} onDone={close} desk /></> : <FindPatient onChoose={setPatient} />}
          </Section>
        </div>
      ) : null}
      <DataList
        label={t('waitlist.title')} pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.status}
        actions={(row) => <Actions row={row} />} empty={{ title: t('waitlist.empty'), hint: t('waitlist.empty_hint') }}
      />
    </>
  );
}

function Actions({ row }: { row: Wish }) {
  const { t } = useTranslation('scheduling');
  const [accept, decline, withdraw] = [useAccept(), useDecline(), useWithdraw()];
  if (row.offer) {
    const id = row.offer.id;
    return <span className={css.actions}><Button size="compact-sm" variant="default" loading={accept.isPending} onClick={() => accept.mutate(id)}>{t('offers.accept')}</Button><Button size="compact-sm" variant="subtle" color="gray" loading={decline.isPending} onClick={() => decline.mutate(id)}>{t('offers.decline')}</Button></span>;
  }
  return <Button size="compact-sm" variant="subtle" color="gray" loading={withdraw.isPending} onClick={() => withdraw.mutate(row.id)}>{t('waitlist.withdraw')}</Button>;
}
