import { Check, CloudAlert, LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SaveState } from '../model/saver';
import css from './Editor.module.css';

/** One quiet word on whether what is drawn is safe. */
export function SaveMark({ state }: { state: SaveState }) {
  const { t } = useTranslation('pathways');
  const Icon = state === 'saved' ? Check : state === 'failed' || state === 'conflict' ? CloudAlert : LoaderCircle;
  return <span className={css.saved} data-state={state} role="status"><Icon size={14} aria-hidden />{t(`save.${state}`)}</span>;
}
