/** Four bars and a word, and whose side it is. */
import { useTranslation } from 'react-i18next';
import type { Quality as Found } from '../call/quality';
import css from './Call.module.css';

const bars = { excellent: 4, good: 3, poor: 2, lost: 1 } as const;

export function Quality({ quality }: { quality: Found | null }) {
  const { t } = useTranslation('visits');
  if (!quality) return <span className={css.quality} aria-hidden="true" />;
  const side = quality.side && quality.word !== 'excellent' ? t(`quality.${quality.side}`) : '';
  const detail = [quality.rtt === null ? null : t('quality.delay', { ms: Math.round(quality.rtt) }), quality.loss === null ? null : t('quality.loss', { percent: quality.loss.toFixed(1) })].filter(Boolean).join(', ');
  return (
    <span className={css.quality} data-word={quality.word} title={detail}>
      <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => <rect key={bar} x={bar * 4.8} y={10 - bar * 3.2} width="3.2" height={4 + bar * 3.2} rx="1" opacity={bar < bars[quality.word] ? 1 : 0.3} />)}
      </svg>
      <span>{t(`quality.${quality.word}`)}{side ? <span className={css.side}> · {side}</span> : null}</span>
    </span>
  );
}
