/** Recovery codes, shown once: to be copied, printed or written down. */
import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Forms.module.css';

export function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation('identity');
  return (
    <div className={css.stack} role="status">
      <p className={css.lead}>{t('codes.keep')}</p>
      <ul className={css.codes}>{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <div className={css.buttons}>
        <Button onClick={onDone}>{t('codes.kept')}</Button>
        <CopyButton value={codes.join('\n')}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'codes.copied' : 'codes.copy')}</Button>}</CopyButton>
      </div>
    </div>
  );
}
