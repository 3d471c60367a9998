/** Reception books for a patient: who, then the same steps as the patient's own. */
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { dayKey } from '@/lib/time';
import { BookFlow } from '../components/BookFlow';
import booking from '../components/Booking.module.css';
import { Chosen, FindPatient } from '../components/PatientPicker';
import { SeriesForm } from '../components/SeriesForm';
import type { Wish } from '../components/TimeChooser';

export default function DeskBookPage() {
  const { t } = useTranslation('scheduling');
  const { patient, replaces, ...wish } = useSearchParams<Wish & { patient?: string; replaces?: string }>();
  const navigate = useNavigate();
  const go = (search: Record<string, unknown>) => void navigate({ to: '/schedule/book', search: { patient, replaces, ...wish, ...search } as never, resetScroll: false });
  return (
    <>
      <PageHeader title={t('desk.title')} back={{ to: '/schedule', label: t('day.title') }} />
      <div className={booking.narrow}>
        <Section title={t('desk.patient')}>{patient ? <Chosen id={patient} onOther={() => go({ patient: undefined })} /> : <FindPatient onChoose={(id) => go({ patient: id })} />}</Section>
        {patient ? (
          <Section title={t('desk.time')}>
            <BookFlow
              key={patient} wish={wish} replaces={replaces} patientId={patient} onWish={go}
              onBooked={(made) => { notifyDone(t('desk.done', { name: made.patient.name })); void navigate({ to: '/schedule', search: { day: dayKey(made.starts_at, made.zone) } as never }); }}
            />
          </Section>
        ) : null}
        {patient && !replaces ? <Section title={t('series.title')} hint={t('series.hint')}><SeriesForm key={patient} patientId={patient} /></Section> : null}
      </div>
    </>
  );
}
