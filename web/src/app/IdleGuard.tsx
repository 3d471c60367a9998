/** Warns a minute before the session ends for want of anybody at the screen, then lets the server decide. */
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idleFor, noteActivity, shouldTell, watchActivity } from '@/lib/activity';
import { useMaybeSession } from '@/lib/auth';

const WARNING = 60_000;

export default function IdleGuard() {
  const { t } = useTranslation();
  const qc = useQueryClient();
  const limit = (useMaybeSession()?.idle_seconds ?? 0) * 1000;
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (!limit) return;
    const stop = watchActivity();
    const look = () => {
      const remaining = limit - idleFor();
      if (remaining <= 0 || shouldTell()) void qc.invalidateQueries({ queryKey: ['session'] });
      setLeft(remaining > WARNING ? null : Math.max(0, Math.ceil(remaining / 1000)));
    };
    const timer = setInterval(look, 1_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [limit, qc]);
  const stay = () => {
    noteActivity();
    setLeft(null);
    void qc.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <Modal opened={left !== null} onClose={stay} withCloseButton={false} title={t('idle.title')}>
      <p>{t('idle.body', { count: left ?? 0 })}</p>
      <Button onClick={stay} fullWidth data-autofocus>{t('idle.stay')}</Button>
    </Modal>
  );
}
