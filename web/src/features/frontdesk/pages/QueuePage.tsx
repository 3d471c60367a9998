/** The queue: every place calls its next person with one press; whoever waits is listed in the order of calling. */
import { Button, Checkbox, Menu, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Settings2, Users } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility, useMay } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { notifyDone } from '@/lib/notify';
import { queueQuery, useChange, useTakeNumber, useTransfer, type Queue, type Ticket } from '../api/desk';
import css from '../components/Desk.module.css';
import { PointCard } from '../components/PointCard';
import { PrintedTicket } from '../components/PrintedTicket';

const tones: Record<string, Tone> = { waiting: 'info', called: 'attention', serving: 'active', skipped: 'neutral' };
const MINE = 'queue.points';
const PRINTS = 'queue.prints';

export default function QueuePage() {
  const { t } = useTranslation('frontdesk');
  const { data, error, refetch } = useQuery(queueQuery);
  const manages = useMay()('queue.manage');
  return (
    <>
      <PageHeader
        title={t('queue.title')} lead={t('queue.lead')}
        actions={manages ? <Button component={Link} to="/queue/setup" variant="default" leftSection={<Settings2 size={16} />}>{t('setup.title')}</Button> : undefined}
      />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : !data ? <PageWaiting /> : <Console queue={data} />}
    </>
  );
}

function Console({ queue }: { queue: Queue }) {
  const { t } = useTranslation('frontdesk');
  const take = useTakeNumber();
  const [chosen, setChosen] = useState<string | null>(() => localStorage.getItem(MINE));
  const [prints, setPrints] = useState(() => localStorage.getItem(PRINTS) === 'yes');
  const [paper, setPaper] = useState<string | null>(null);
  const printed = useCallback(() => setPaper(null), []);
  const points = queue.points.filter((point) => point.active);
  const shown = chosen ? points.filter((point) => point.id === chosen) : points;
  const choose = (id: string | null) => { setChosen(id); if (id) localStorage.setItem(MINE, id); else localStorage.removeItem(MINE); };
  const printEach = (yes: boolean) => { setPrints(yes); if (yes) localStorage.setItem(PRINTS, 'yes'); else localStorage.removeItem(PRINTS); };
  const given = (row: { id: string; code: string }) => { notifyDone(t('queue.given', { code: row.code })); if (prints) setPaper(row.id); };
  if (!points.length) return <EmptyState icon={Users} title={t('queue.no_points')} hint={t('queue.no_points_hint')} action={<Button component={Link} to="/queue/setup">{t('setup.title')}</Button>} />;
  return (
    <>
      <ul className={css.lines}>
        {queue.categories.filter((one) => one.active).map((one) => (
          <li key={one.code}><strong>{one.code}</strong> {one.name}: {t('queue.waiting', { count: one.waiting })}{one.estimate && one.waiting ? `, ${t('queue.about', { count: one.estimate.minutes })}` : ''}
            {one.estimate ? <span className={css.quiet}> {t(`queue.basis.${one.estimate.basis}` as 'queue.basis.today', { pace: one.estimate.pace_minutes, served: one.estimate.served, points: one.estimate.points })}</span> : null}</li>
        ))}
      </ul>
      <div className={css.tools}>
        <Select aria-label={t('queue.place')} placeholder={t('queue.every_place')} clearable value={chosen} onChange={choose} data={points.map((point) => ({ value: point.id, label: point.name }))} w={220} />
        {queue.categories.filter((one) => one.active).map((one) => (
          <Button key={one.code} variant="default" loading={take.isPending && take.variables === one.code} onClick={() => take.mutate(one.code, { onSuccess: given })}>{t('queue.give', { name: one.name })}</Button>
        ))}
        <Checkbox label={t('queue.print_each')} checked={prints} onChange={(event) => printEach(event.currentTarget.checked)} />
      </div>
      <Paper queue={queue} id={paper} onPrinted={printed} />
      <Section title={t('queue.places')}><div className={css.points}>{shown.map((point) => <PointCard key={point.id} point={point} queue={queue} />)}</div></Section>
      <Section title={t('queue.line')}><Line queue={queue} onPrint={setPaper} /></Section>
    </>
  );
}

/** The number that is to be printed, once it stands in the list with how long it takes. */
function Paper({ queue, id, onPrinted }: { queue: Queue; id: string | null; onPrinted: () => void }) {
  const { name } = useFacility();
  const row = queue.tickets.find((one) => one.id === id);
  if (!row) return null;
  return <PrintedTicket key={row.id} code={row.code} queue={queue.categories.find((one) => one.code === row.category)?.name ?? ''} at={row.created_at} estimate={row.estimate ?? null} facility={name} zone={queue.zone} onPrinted={onPrinted} />;
}

function Line({ queue, onPrint }: { queue: Queue; onPrint: (id: string) => void }) {
  const { t } = useTranslation('frontdesk');
  const now = useNow();
  const columns: Column<Ticket>[] = [
    { key: 'code', header: t('queue.number'), cell: (row) => <strong className="tabular">{row.code}</strong> },
    { key: 'who', header: t('queue.who'), phone: 'bare', cell: (row) => row.patient ? <span>{row.patient.name} <span className={css.quiet}>{row.patient.number}</span></span> : <span className={css.quiet}>{t('queue.nameless')}</span> },
    { key: 'clinician', header: t('queue.for'), cell: (row) => row.clinician ?? queue.categories.find((one) => one.code === row.category)?.name ?? '' },
    { key: 'since', header: t('queue.since'), cell: (row) => <span className="tabular"><TimeText at={row.created_at} as="clock" /> <span className={css.quiet}>{t('board.minutes', { count: Math.max(0, Math.floor((now - Date.parse(row.created_at)) / 60_000)) })}</span></span> },
    { key: 'status', header: t('queue.status'), cell: (row) => <StatusBadge tone={tones[row.status] ?? 'neutral'} label={`${t(`ticket.${row.status}` as 'ticket.waiting')}${row.point && row.status !== 'waiting' ? ` · ${row.point}` : ''}`} /> },
  ];
  return (
    <DataList
      label={t('queue.line')} pages={fromRows(queue.tickets)} columns={columns} rowKey={(row) => row.id} flashKey={(row) => `${row.status}${row.calls}`}
      actions={(row) => <TicketMenu row={row} queue={queue} onPrint={() => onPrint(row.id)} />} empty={{ title: t('queue.empty'), hint: t('queue.empty_hint') }}
    />
  );
}

function TicketMenu({ row, queue, onPrint }: { row: Ticket; queue: Queue; onPrint: () => void }) {
  const { t } = useTranslation('frontdesk');
  const [change, transfer] = [useChange(), useTransfer()];
  const others = queue.categories.filter((one) => one.active && one.code !== row.category);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><Button size="compact-sm" variant="subtle" color="gray" aria-label={t('queue.more', { code: row.code })}>{t('queue.actions')}</Button></Menu.Target>
      <Menu.Dropdown>
        {others.map((one) => <Menu.Item key={one.code} onClick={() => transfer.mutate({ id: row.id, category: one.code })}>{t('queue.send_to', { name: one.name })}</Menu.Item>)}
        <Menu.Item onClick={onPrint}>{t('queue.print')}</Menu.Item>
        <Menu.Item onClick={() => change.mutate({ id: row.id, status: 'left' })}>{t('queue.left')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
