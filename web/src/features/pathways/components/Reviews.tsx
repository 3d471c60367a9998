import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { Draft } from '../api/types';
import css from './Diff.module.css';

/** Why it was sent, and what was said about it. A word about an earlier state is marked as such. */
export function Reviews({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  return (
    <Section title={t('review.said')} framed>
      <ul className={css.reviews}>
        {draft.reviews.map((review) => (
          <li key={review.id} className={review.current ? undefined : css.old}>
            <span className={css.row}>
              <StatusBadge tone={review.verdict === 'approved' ? 'done' : 'attention'} label={t(`review.${review.verdict}`)} />
              <strong>{review.reviewer?.name}</strong><TimeText at={review.created_at} />{review.current ? null : <span>{t('review.earlier')}</span>}
            </span>
            <p>{review.reason}</p>
          </li>
        ))}
        {draft.submit_reason ? <li><span className={css.row}><strong>{draft.author?.name}</strong><span>{t('review.asked')}</span></span><p>{draft.submit_reason}</p></li> : null}
      </ul>
    </Section>
  );
}
