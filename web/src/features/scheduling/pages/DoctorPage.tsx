/** A doctor, for a patient who may book. */
import { usePathParams } from '@/app/page';
import { DoctorProfile } from '../components/DoctorProfile';

export default function DoctorPage() {
  const { id } = usePathParams<{ id: string }>();
  return <DoctorProfile id={id} base="/my/doctors" book="/my/book" />;
}
