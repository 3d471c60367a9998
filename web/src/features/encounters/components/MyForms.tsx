/** On the patient's home: forms that wait to be filled in before a visit. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ClipboardPen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ownFormsQuery } from '../api/own';
import css from './Summary.module.css';

export default function MyForms() {
  const { t } = useTranslation('encounters');
  const rows = (useQuery(ownFormsQuery).data?.items ?? []).filter((one) => one.status === 'requested');
  if (!rows.length) return null;
  return <ul className={`${css.list} ${css.waits}`}>{rows.map((one) => <li key={one.id}><Link to={`/my/forms/${one.id}`} className={css.card ?? ''}><ClipboardPen size={20} aria-hidden /><span><strong>{one.title}</strong><span className={css.quiet}>{t('mine.forms.please')}</span></span></Link></li>)}</ul>;
}
