/** Whether this browser may be woken. What a push shows says nothing about anybody's health. */
import { Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { notifyProblem } from '@/lib/notify';
import { pushState, switchOff, switchOn, type PushState } from '../api/push';

export default function PushSwitch() {
  const { t } = useTranslation('notifications');
  const [state, setState] = useState<PushState | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => { void pushState().then(setState); }, []);
  const change = async (on: boolean) => {
    setBusy(true);
    try {
      setState(await (on ? switchOn() : switchOff()));
    } catch (error) {
      notifyProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const fixed = state === null || state === 'unsupported' || state === 'denied';
  return (
    <Section title={t('push.title')} hint={t(`push.${state ?? 'off'}`)}>
      <Switch checked={state === 'on'} disabled={fixed || busy} onChange={(event) => void change(event.currentTarget.checked)} label={t('push.label')} />
    </Section>
  );
}
