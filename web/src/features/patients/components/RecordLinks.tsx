/** Under the record: who looked at it, and everything to take along. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Download, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './Rows.module.css';

export default function RecordLinks() {
  const { t } = useTranslation('patients');
  return (
    <div className={css.stack}>
      <Button component={Link} to="/my/looks" variant="default" fullWidth leftSection={<Eye size={18} />}>{t('after_record.looks')}</Button>
      <Button component={Link} to="/my/documents" variant="default" fullWidth leftSection={<Download size={18} />}>{t('after_record.download')}</Button>
    </div>
  );
}
