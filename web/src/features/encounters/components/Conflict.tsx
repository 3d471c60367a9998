/** Two windows wrote the same note: both versions are shown, and the writer decides. */
import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { SECTIONS, type Conflict as Both, type Sections } from '../note';
import css from './Chart.module.css';

export function Conflict({ conflict, onKeep }: { conflict: Both; onKeep: (sections: Sections) => void }) {
  const { t } = useTranslation('encounters');
  const { mine, saved } = conflict;
  const differ = SECTIONS.filter((name) => mine[name] !== saved[name]);
  const both = Object.fromEntries(SECTIONS.map((name) => [name, differ.includes(name) ? [saved[name], mine[name]].filter(Boolean).join('\n\n') : mine[name]])) as Sections;
  return (
    <section className={css.conflict} role="alertdialog" aria-label={t('conflict.title')}>
      <p><TriangleAlert size={18} aria-hidden /><span><strong>{t('conflict.title')}</strong> {t('conflict.hint', { name: conflict.by })} {conflict.at ? <TimeText at={conflict.at} as="clock" /> : null}</span></p>
      {differ.map((name) => (
        <div key={name} className={css.versions}>
          <h3>{t(`note.${name}`)}</h3>
          <div><span>{t('conflict.saved')}</span><p>{saved[name] || t('conflict.nothing')}</p></div>
          <div><span>{t('conflict.mine')}</span><p>{mine[name] || t('conflict.nothing')}</p></div>
        </div>
      ))}
      <div className={css.buttons}>
        <Button onClick={() => onKeep(both)}>{t('conflict.both')}</Button>
        <Button variant="default" onClick={() => onKeep(mine)}>{t('conflict.keep_mine')}</Button>
        <Button variant="default" onClick={() => onKeep(saved)}>{t('conflict.keep_saved')}</Button>
      </div>
    </section>
  );
}
