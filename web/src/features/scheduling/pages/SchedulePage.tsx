/** The day, or a clinician's week: who comes when, to whom. Reception sees everybody, a clinician himself. */
import { ActionIcon, Button, NativeSelect, SegmentedControl, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import dayjs from 'dayjs';
import { CalendarPlus, ChevronLeft, ChevronRight, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import { useFacility, useMay } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { addDays, dayKey, zoneName } from '@/lib/time';
import { useDay, type DayFilter } from '../api/appointments';
import { cliniciansQuery } from '../api/clinicians';
import { DayTable } from '../components/DayTable';
import css from '../components/Schedule.module.css';
import { mondayOf, WeekTable } from '../components/WeekTable';
import { longDate } from '../format';

const SHOWN = 'ddd D MMM YYYY';
const STATUSES = ['booked', 'arrived', 'fulfilled', 'cancelled', 'no_show'] as const;
type Search = { day?: string | undefined; who?: string | undefined; status?: DayFilter['status']; view?: 'week' | undefined };

export default function SchedulePage() {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  const now = useNow();
  const manages = useMay()('appointment.manage');
  const today = dayKey(now, zone);
  const found = useSearchParams<Search>();
  const { day = today, who, status } = found;
  // A week of everybody would be thousands of visits: it is one clinician's, and of who sees only his own it is his.
  const week = found.view === 'week' && (!manages || !!who);
  const [first, step] = week ? [mondayOf(day), 7] : [day, 1];
  const navigate = useNavigate();
  const pages = useDay(first, { who: who ?? null, status: week ? undefined : status, days: step });
  const go = (next: Partial<Search>) => {
    const wanted = { ...found, ...next };
    void navigate({ to: '/schedule', search: { ...wanted, day: wanted.day === today ? undefined : wanted.day } as never, replace: true, resetScroll: false });
  };
  return (
    <>
      <PageHeader
        title={week ? t('week.title', { day: longDate(first) }) : day === today ? t('day.today') : longDate(day)} lead={`${day === today && !week ? `${longDate(day)}. ` : ''}${t('day.lead', { zone: zoneName(zone) })}`}
        actions={(
          <>
            <Button variant="default" className="no-print" leftSection={<Printer size={16} aria-hidden />} onClick={() => window.print()}>{t('day.print')}</Button>
            {manages ? <Button className="no-print" component={Link} to="/schedule/book" leftSection={<CalendarPlus size={16} />}>{t('day.book')}</Button> : null}
          </>
        )}
      />
      <div className={`${css.tools ?? ''} no-print`}>
        <ActionIcon variant="default" aria-label={t(week ? 'week.before' : 'day.before')} onClick={() => go({ day: addDays(day, -step) })}><ChevronLeft size={18} className="flip-rtl" /></ActionIcon>
        <DatePickerInput value={day} onChange={(date) => date && go({ day: String(date) })} valueFormat={SHOWN} aria-label={`${t('day.pick')}: ${dayjs(day).format(SHOWN)}`} w={170} />
        <ActionIcon variant="default" aria-label={t(week ? 'week.after' : 'day.after')} onClick={() => go({ day: addDays(day, step) })}><ChevronRight size={18} className="flip-rtl" /></ActionIcon>
        <Button variant="default" disabled={day === today} onClick={() => go({ day: today })}>{t('day.to_today')}</Button>
        {manages ? <WhoFilter value={who ?? null} onChange={(value) => go({ who: value ?? undefined })} /> : null}
        {week ? null : (
          <NativeSelect aria-label={t('day.status')} value={status ?? ''} onChange={(event) => go({ status: (event.currentTarget.value || undefined) as Search['status'] })}
            data={[{ value: '', label: t('day.every_status') }, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]} />
        )}
        {manages && !who ? null : (
          <SegmentedControl aria-label={t('week.view')} value={week ? 'week' : 'day'} onChange={(view) => go({ view: view === 'week' ? 'week' : undefined })}
            data={[{ value: 'day', label: t('week.as_day') }, { value: 'week', label: t('week.as_week') }]} />
        )}
      </div>
      {week ? <WeekTable monday={first} today={today} pages={pages} onDay={(one) => go({ day: one, view: undefined })} /> : <DayTable pages={pages} manages={manages} now={now} />}
    </>
  );
}

function WhoFilter({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation('scheduling');
  const { data } = useQuery(cliniciansQuery);
  return (
    <Select
      aria-label={t('day.clinician')} placeholder={t('day.everybody')} clearable searchable value={value} onChange={onChange} w={220}
      data={data?.items.map((one) => ({ value: one.id, label: one.name })) ?? []}
    />
  );
}
