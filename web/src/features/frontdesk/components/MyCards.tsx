/** The patient takes photos of the insurance card at home; the desk compares them before the visit. */
import { useSession } from '@/lib/auth';
import InsuranceCards from './InsuranceCards';

export default function MyCards() {
  const id = useSession().user.patient_id;
  return id ? <InsuranceCards patientId={id} own /> : null;
}
