/** What must not be overlooked on any page: somebody else's screens, an open emergency access, an address to confirm. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { notifyDone } from '@/lib/notify';
import { useMay, useSession } from '@/lib/auth';
import { useStopViewing } from '../api/access';
import { ownGlassQuery, useEndGlass, type Glass } from '../api/glass';
import { useVerifyAgain } from '../api/security';
import css from './Forms.module.css';

export default function Banners() {
  const session = useSession();
  const may = useMay();
  return (
    <>
      {session.viewing ? <Viewing name={session.viewing.name} /> : null}
      {may('glass.break') && !session.viewing ? <OpenGlass /> : null}
      {session.user.email_verified || session.viewing ? null : <Unconfirmed email={session.user.email} />}
    </>
  );
}

function Viewing({ name }: { name: string }) {
  const { t } = useTranslation('identity');
  const stop = useStopViewing();
  return (
    <div className={css.banner} role="status">
      <p>{t('viewing.banner', { name })}</p>
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>{t('viewing.stop')}</Button>
    </div>
  );
}

function OpenGlass() {
  const { data } = useQuery({ ...ownGlassQuery, refetchInterval: 60_000 });
  return data?.items.map((glass) => <GlassBanner key={glass.id} glass={glass} />) ?? null;
}

function GlassBanner({ glass }: { glass: Glass }) {
  const { t } = useTranslation('identity');
  const end = useEndGlass();
  const navigate = useNavigate();
  // The record is shut behind the one who closes it: its page must not stay open.
  const close = () => {
    const here = window.location.pathname.includes(glass.patient_id);
    void (here ? navigate({ to: '/patients' }) : Promise.resolve()).then(() => end.mutate(glass.id));
  };
  return (
    <div className={css.banner} data-emergency role="status">
      <p>
        <strong>{t('glass.open')}</strong> <Anchor component={Link} to={`/patients/${glass.patient_id}`} inherit>{glass.patient}</Anchor>
        {' · '}<Countdown until={glass.until} label={t('glass.left')} />
      </p>
      <Button variant="default" loading={end.isPending} onClick={close}>{t('glass.end')}</Button>
    </div>
  );
}

function Unconfirmed({ email }: { email: string }) {
  const { t } = useTranslation('identity');
  const again = useVerifyAgain();
  return (
    <div className={css.banner} role="status">
      <p>{t('verify.banner', { email })}</p>
      <Button variant="default" disabled={again.isSuccess} loading={again.isPending}
        onClick={() => again.mutate(undefined, { onSuccess: () => notifyDone(t('verify.sent')) })}>{t('verify.again')}</Button>
    </div>
  );
}
