/** The day: who comes when, to whom. Reception sees everybody, a clinician himself. */
import { ActionIcon, Button, Select } from '@mantine/core';
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
import { useDay } from '../api/appointments';
import { cliniciansQuery } from '../api/clinicians';
import { DayTable } from '../components/DayTable';
import css from '../components/Schedule.module.css';
import { longDate } from '../format';

const SHOWN = 'ddd D MMM YYYY';

export default function SchedulePage() {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  const now = useNow();
  const manages = useMay()('appointment.manage');
  const today = dayKey(now, zone);
  const { day = today, who } = useSearchParams<{ day?: string; who?: string }>();
  const navigate = useNavigate();
  const pages = useDay(day, who ?? null);
  const go = (next: { day?: string; who?: string | undefined }) => {
    const wanted = { day, who, ...next };
    void navigate({ to: '/schedule', search: { ...wanted, day: wanted.day === today ? undefined : wanted.day } as never, replace: true, resetScroll: false });
  };
  return (
    <>
      <PageHeader
        title={day === today ? t('day.today') : longDate(day)} lead={`${day === today ? `${longDate(day)}. ` : ''}${t('day.lead', { zone: zoneName(zone) })}`}
        actions={(
          <>
            <Button variant="default" className="no-print" leftSection={<Printer size={16} aria-hidden />} onClick={() => window.print()}>{t('day.print')}</Button>
            {manages ? <Button className="no-print" component={Link} to="/schedule/book" leftSection={<CalendarPlus size={16} />}>{t('day.book')}</Button> : null}
          </>
        )}
      />
      <div className={`${css.tools ?? ''} no-print`}>
        <ActionIcon variant="default" aria-label={t('day.before')} onClick={() => go({ day: addDays(day, -1) })}><ChevronLeft size={18} className="flip-rtl" /></ActionIcon>
        <DatePickerInput value={day} onChange={(date) => date && go({ day: String(date) })} valueFormat={SHOWN} aria-label={`${t('day.pick')}: ${dayjs(day).format(SHOWN)}`} w={170} />
        <ActionIcon variant="default" aria-label={t('day.after')} onClick={() => go({ day: addDays(day, 1) })}><ChevronRight size={18} className="flip-rtl" /></ActionIcon>
        <Button variant="default" disabled={day === today} onClick={() => go({ day: today })}>{t('day.to_today')}</Button>
        {manages ? <WhoFilter value={who ?? null} onChange={(value) => go({ who: value ?? undefined })} /> : null}
      </div>
      <DayTable pages={pages} manages={manages} now={now} />
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
