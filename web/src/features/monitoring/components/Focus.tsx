/** The patient's curves sweeping at full rate, with the numbers of the moment beside them. */
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { serverNow, useNow } from '@/lib/clock';
import type { PatientVitals } from '../api/vitals';
import { measured, newest, samplesOf } from '../known';
import { STALE, useFrames } from '../live';
import css from './Monitoring.module.css';
import { Numbers } from './Numbers';
import { Sweep, type Feed } from './Sweep';

const CHANNELS = { ecg: { colour: 'hr', low: -900, high: 1500 }, pleth: { colour: 'spo2', low: -200, high: 1300 }, resp: { colour: 'rr', low: -1300, high: 1300 } } as const;
type Channel = keyof typeof CHANNELS;

export default function Focus({ vitals }: { vitals: PatientVitals }) {
  const { t } = useTranslation('monitoring');
  const feeds = useRef<Partial<Record<Channel, Feed>>>({});
  const [numbers, setNumbers] = useState<Record<string, number>>({});
  const [state, setState] = useState({ off: false, heard: 0 });
  // What came last is not what is now: after a while without a frame neither numbers nor curves may look alive.
  const silent = useNow('second') - state.heard > STALE;
  const ready = useCallback((channel: Channel, feed: Feed | null) => { if (feed) feeds.current[channel] = feed; else delete feeds.current[channel]; }, []);
  const [lost, setLost] = useState(0);
  useFrames(vitals.patient_id, (frame, missing) => {
    for (const [name, [hz, , samples]] of Object.entries(frame.waves)) {
      if (missing) feeds.current[name as Channel]?.gap(missing);
      feeds.current[name as Channel]?.push(hz, samplesOf(samples));
    }
    if (missing) setLost(Math.max(1, Math.round(missing)));
    if (frame.leads_off || Object.keys(frame.numbers).length) { setNumbers(frame.numbers); setState({ off: frame.leads_off, heard: serverNow() }); }
  });
  return (
    <>
      <Numbers big values={newest(vitals.latest, silent ? {} : numbers)} at={measured(vitals.latest, silent ? {} : numbers)} keys={['hr', 'spo2', 'rr', 'sbp']} />
      {vitals.streamed ? <div className={css.sweeps}>{(Object.keys(CHANNELS) as Channel[]).map((channel) => <Curve key={channel} channel={channel} silent={silent} onReady={ready} />)}</div> : null}
      <p className="visually-hidden" role="status">{lost ? t('gap.focus', { count: lost }) : ''}</p>
      <div className={`${css.foot} ${css.under}`}>
        {vitals.streamed && silent ? <StatusBadge tone="attention" label={t('wall.silent')} /> : null}
        {state.off && !silent ? <StatusBadge tone="attention" label={t('wall.leads_off')} /> : null}
        {vitals.simulated ? <StatusBadge tone="info" label={t('simulated')} /> : null}
        <span>{t('supplement')}</span>
      </div>
    </>
  );
}

function Curve({ channel, silent, onReady }: { channel: Channel; silent: boolean; onReady: (channel: Channel, feed: Feed | null) => void }) {
  const { t } = useTranslation('monitoring');
  const { colour, low, high } = CHANNELS[channel];
  const ready = useCallback((feed: Feed | null) => onReady(channel, feed), [channel, onReady]);
  return <Sweep label={t(`channel.${channel}`)} colour={colour} low={low} high={high} onReady={ready} silent={silent} />;
}
