/** The home of a role whose own module is still to come: what it has today, and plainly what it has not. */
import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { useSession } from '@/lib/auth';
import css from './Work.module.css';

const AWAIT = ['store_manager', 'pharmacist'] as const;

export function RoleStart() {
  const { t } = useTranslation('workflows');
  const { user } = useSession();
  const role = AWAIT.find((one) => user.roles.includes(one));
  if (!role) return null;
  return (
    <>
      <p className={css.soon}><Info size={18} aria-hidden /><span>{t(`soon.${role}`)}</span></p>
      <div className={css.beside}><Slot name="work.beside" /></div>
    </>
  );
}
