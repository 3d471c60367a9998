/** A doctor, for a stranger: booking begins with signing in. */
import { usePathParams } from '@/app/page';
import { DoctorProfile } from '../components/DoctorProfile';

export default function PublicDoctorPage() {
  const { id } = usePathParams<{ id: string }>();
  return <DoctorProfile id={id} base="/doctors" book="/my/book" />;
}
