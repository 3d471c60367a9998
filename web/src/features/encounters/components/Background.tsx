/** What one should know before deciding: what the patient told us, allergies, problems, earlier visits. */
import { Anchor } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { KeyValue } from '@/components/ui/KeyValue';
import { Restricted } from '@/components/ui/Restricted';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import type { Chart } from '../api/chart';
import { Allergies } from './Allergies';
import css from './Chart.module.css';
import { GivenForms } from './GivenForms';
import { Letters } from './Letters';
import { Medicines } from './Medicines';
import { Problems } from './Problems';
import { Referrals } from './Referrals';
import Results from './Results';

const History = lazy(() => import('./History'));

export function Background({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const id = chart.encounter.id;
  return (
    <aside className={css.side} aria-label={t('background')}>
      <Intake chart={chart} />
      <Allergies id={id} patientId={chart.patient.id} rows={chart.allergies} />
      <Medicines patientId={chart.patient.id} encounterId={id} rows={chart.medicines} writable renewable={chart.may_write && chart.note.status === 'draft' && chart.prescribing !== 'none'} drafts={chart.prescriptions} />
      <Problems id={id} patientId={chart.patient.id} rows={chart.problems} />
      <Suspense fallback={null}><History patientId={chart.patient.id} encounterId={id} writable /></Suspense>
      <Results patientId={chart.patient.id} encounterId={id} />
      <Slot name="chart.side" with={{ patientId: chart.patient.id, encounterId: id }} />
      <Letters patientId={chart.patient.id} encounterId={id} />
      <GivenForms patientId={chart.patient.id} encounterId={id} />
      <Referrals patientId={chart.patient.id} encounterId={id} />
      <section className={css.part}>
        <div className={css.head}><h2>{t('past.title')}</h2></div>
        <Restricted when={chart.restricted} />
        {chart.past.length ? (
          <ul className={css.past}>
            {chart.past.map((one) => (
              <li key={one.id}>
                <Anchor component={Link} to={`/encounters/${one.id}`}>{one.started_at ? <TimeText at={one.started_at} as="date" /> : t('past.undated')}</Anchor>
                <span>{one.reason}</span>
                <span className={css.quiet}>{one.practitioner_name}{one.diagnoses.length ? ` · ${one.diagnoses.map((code) => code.display).join('; ')}` : ''}</span>
              </li>
            ))}
          </ul>
        ) : <p className={css.quiet}>{t('past.none')}</p>}
      </section>
    </aside>
  );
}

const KNOWN = ['reason', 'since', 'pain', 'allergies', 'medicines'];

function Intake({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const answers = Object.entries(chart.intake?.answers ?? {}).filter(([, value]) => value !== null && value !== '');
  const reason = chart.encounter.reason;
  if (!answers.length && !reason) return null;
  return (
    <section className={css.part}>
      <div className={css.head}><h2>{t('intake.title')}</h2>{chart.intake ? <span className={css.saved}><TimeText at={chart.intake.recorded_at} as="ago" /></span> : null}</div>
      <KeyValue items={answers.length
        ? answers.map(([name, value]) => ({ label: KNOWN.includes(name) ? t(`intake.${name}` as 'intake.reason') : name.replaceAll('_', ' '), value: Array.isArray(value) ? value.join(', ') : String(value) }))
        : [{ label: t('intake.booked'), value: reason }]} />
    </section>
  );
}
