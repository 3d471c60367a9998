/** A doctor, for a stranger: booking begins with signing in. */
import { usePathParams } from '@/app/page';
import { DoctorProfile } from '../components/DoctorProfile';
import css from '../components/Doctors.module.css';
import { IfOpen } from '../components/IfOpen';

export default function PublicDoctorPage() {
  const { id } = usePathParams<{ id: string }>();
  return <div className={css.page}><IfOpen><DoctorProfile id={id} base="/doctors" book="/my/book" /></IfOpen></div>;
}
