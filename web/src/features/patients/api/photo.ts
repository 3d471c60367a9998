/** The patient's picture. `who` is a patient's id, or 'my' for one's own. */
import { useQueryClient } from '@tanstack/react-query';
import { withActing } from '@/lib/acting';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { detailsQuery } from './details';
import { patientQuery, type PatientPage } from './patients';

const path = (who: string) => (who === 'my' ? '/api/my/photo' : `/api/patients/${who}/photo`);
/** `version` makes the address of a new picture another one. */
export const photoUrl = (who: string, version: number) => withActing(`${path(who)}?v=${version}`);

export function useSetPhoto(who: string) {
  const qc = useQueryClient();
  return useWrite((picture: Blob | null) => send<PatientPage>('PUT', path(who), { body: picture ?? new Blob([]) }), {
    quiet: true,
    onSuccess: (page) => {
      qc.setQueryData(who === 'my' ? detailsQuery.queryKey : patientQuery(page.patient.id).queryKey, page);
      void qc.invalidateQueries({ queryKey: ['patients', 'list'] });
    },
  });
}
