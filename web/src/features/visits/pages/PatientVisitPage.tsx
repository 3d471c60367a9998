/** One visit on the patient's screen, from before the waiting room to after the call. What is shown follows the visit. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { useRoom } from '@/lib/live';
import { isOpen, isOver, visitQuery, type Visit } from '../api/visits';
import { useCall } from '../call/useCall';
import { useEntry } from '../call/useEntry';
import { Ahead } from '../components/Ahead';
import { OnHold } from '../components/OnHold';
import { Over } from '../components/Over';
import css from '../components/Patient.module.css';
import { PatientCall } from '../components/PatientCall';
import { Paused } from '../components/Paused';
import { WaitingRoom } from '../components/WaitingRoom';

export default function PatientVisitPage() {
  const { id } = usePathParams<{ id: string }>();
  const { data: visit, error, refetch } = useQuery(visitQuery(id));
  useRoom(`visit:${id}`);
  if (error && !visit) return <Calm><ErrorState problem={error} onRetry={() => void refetch()} /></Calm>;
  if (!visit) return <Calm><Skeleton height={280} radius="md" /></Calm>;
  return <Shown visit={visit} />;
}

function Shown({ visit }: { visit: Visit }) {
  const { inCall, join } = useEntry(visit);
  const { phase } = useCall();
  if (isOpen(visit) && inCall && phase !== 'replaced' && phase !== 'closed') return <PatientCall visit={visit} />;
  if (isOpen(visit)) return <Calm><Paused visit={visit} onJoin={join} /></Calm>;
  if (visit.status === 'on_hold') return <Calm><OnHold visit={visit} /></Calm>;
  if (isOver(visit)) return <Calm><Over visit={visit} /></Calm>;
  return <Calm>{visit.status === 'waiting' ? <WaitingRoom visit={visit} /> : <Ahead visit={visit} />}</Calm>;
}

function Calm({ children }: { children: ReactNode }) {
  const { t } = useTranslation('visits');
  return (
    <div className={css.page}>
      <Link to="/my" className={css.back}><ArrowLeft size={20} aria-hidden className="flip-rtl" />{t('common:home')}</Link>
      {children}
    </div>
  );
}
