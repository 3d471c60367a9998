/** Standing reports, and those that one or one's role keeps. */
import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { BookCheck, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/auth';
import { useForgetReport, type Catalogue, type Saved } from '../api/reports';
import css from './Reports.module.css';
import { subjectName } from './words';

const NONE = { measures: '', group1: '', group2: '', span: '', from: '', until: '', facility_id: '', department_id: '', practitioner_id: '', payer_id: '' };

export function Menu({ catalogue, saved, subject, current }: { catalogue: Catalogue; saved: Saved[]; subject: string; current: string }) {
  const { t } = useTranslation('reports');
  const may = useMay();
  const forget = useForgetReport();
  return (
    <nav className={css.menu} aria-label={t('title')}>
      <div>
        <h2>{t('standing')}</h2>
        <ul>{catalogue.subjects.map(({ key }) => <li key={key}><Link to="/reports" search={{ ...NONE, subject: key } as never} aria-current={key === subject && !current ? 'page' : undefined}>{subjectName(t, key)}</Link></li>)}</ul>
      </div>
      {saved.length > 0 ? (
        <div>
          <h2>{t('kept')}</h2>
          <ul>
            {saved.map((report) => (
              <li key={report.id} style={{ display: 'flex', alignItems: 'center' }}>
                <Link to="/reports" search={{ ...NONE, ...report.definition } as never} style={{ flex: 1 }} aria-current={current === report.id ? 'page' : undefined} title={report.role ? t('kept_for', { role: report.role.replaceAll('_', ' '), who: report.owner_name }) : undefined}>{report.name}</Link>
                {report.mine ? <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('forget', { name: report.name })} onClick={() => forget.mutate(report.id)}><X size={14} aria-hidden /></ActionIcon> : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {may('report.money') ? <Link to="/reports/days"><BookCheck size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 6 }} />{t('days.title')}</Link> : null}
    </nav>
  );
}
