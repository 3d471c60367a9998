/** What happened, oldest first; every step that came in or went out as a file opens it. */
import { useTranslation } from 'react-i18next';
import { useState } from 'react';
import { TimeText } from '@/components/ui/TimeText';
import type { Claim } from '../api/claims';
import { FileDrawer } from './FileDrawer';
import css from './Claims.module.css';

export function ClaimStory({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const [open, setOpen] = useState<string | null>(null);
  const file = claim.files.find((item) => item.id === open) ?? null;
  return (
    <>
      <ol className={css.story}>
        {claim.history.map((item, index) => (
          <li key={index}>
            <span className={css.when}><TimeText at={item.at} /></span>
            <span>
              {t(`history.${item.what}` as 'history.paid', item.what)}
              {item.interchange_id ? <> <button type="button" className={css.file} onClick={() => setOpen(item.interchange_id ?? null)}>{t('file.see', { kind: item.file_kind })}</button></> : null}
              {item.detail ? <span className={css.detail}><br />{item.detail}</span> : null}
            </span>
          </li>
        ))}
      </ol>
      <FileDrawer file={file} about={claim.control_number} onClose={() => setOpen(null)} />
    </>
  );
}
