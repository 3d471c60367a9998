/** The patient's to-do list: what is to be done before the visit, the next step largest. From the open tasks of their own cases. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Banknote, BedDouble, Camera, ChevronRight, CircleUserRound, ClipboardList, FileCheck, ListTodo, ShieldCheck, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { taskScreen } from '@/app/registry';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useNow } from '@/lib/clock';
import { isOpen, type TaskRow } from '@/lib/tasks';
import { useTaskPages } from '../api/tasks';
import { taskLink } from '../link';
import { inOrder } from '../todo';
import css from './Todo.module.css';

const icons: Record<string, LucideIcon> = {
  confirm_details: CircleUserRound, insurance: ShieldCheck, consent: FileCheck, intake: ClipboardList, device_check: Camera, pay: Banknote, discharge: BedDouble,
};

export default function TodoCard() {
  const { t } = useTranslation('workflows');
  const pages = useTaskPages('mine');
  const rows = inOrder(pages.rows.filter(isOpen));
  if (pages.problem) return <Section title={t('todo.title')}><ErrorState problem={pages.problem} onRetry={pages.retry} compact /></Section>;
  const [first, ...rest] = rows;
  if (!first) return null;
  return (
    <Section title={t('todo.title')}>
      <div className={css.next}>
        <Icon form={first.form} size={28} />
        <div className={css.words}>
          <strong>{t(`todo.steps.${first.form}.title` as 'todo.title', first.name)}</strong>
          <span>{t(`todo.steps.${first.form}.hint` as 'todo.title', '')}</span>
          <Before row={first} />
        </div>
        <Button component={Link} to={taskLink(first, true)} fullWidth>{t(`todo.steps.${first.form}.verb` as 'todo.title', t('todo.start'))}</Button>
      </div>
      {rest.length ? (
        <ul className={css.rest}>
          {rest.map((row) => (
            <li key={row.id}>
              <Link to={taskLink(row, true)} className={css.item ?? ''}>
                <Icon form={row.form} size={22} /><span>{t(`todo.steps.${row.form}.title` as 'todo.title', row.name)}</span><ChevronRight size={20} aria-hidden className="flip-rtl" />
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function Before({ row }: { row: TaskRow }) {
  const { t } = useTranslation('workflows');
  const now = useNow();
  if (!row.due_at || row.form === 'pay') return null;
  return <span className={css.before}>{t(new Date(row.due_at).getTime() > now ? 'todo.before' : 'todo.was_due')} <TimeText at={row.due_at} /></span>;
}

function Icon({ form, size }: { form: string; size: number }) {
  const Found = taskScreen(form)?.icon ?? icons[form] ?? ListTodo;
  return <Found size={size} strokeWidth={1.75} aria-hidden className={css.icon} />;
}
