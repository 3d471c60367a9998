import type { PatientPage } from '../api/patients';

type Care = PatientPage['care'][number];
export type Carer = { practitioner_id: string; name: string; kinds: Care['kind'][]; since: string; until: string | null; manual: boolean };

/** One row per clinician, whatever number of reasons: since the first, until the last (null: no end). */
export function byClinician(care: Care[]): Carer[] {
  const found = new Map<string, Carer>();
  for (const { practitioner_id, name, kind, since, until, manual } of care) {
    const known = found.get(practitioner_id);
    if (!known) found.set(practitioner_id, { practitioner_id, name, kinds: [kind], since, until, manual });
    else {
      if (!known.kinds.includes(kind)) known.kinds.push(kind);
      known.since = known.since < since ? known.since : since;
      known.until = known.until === null || until === null ? null : known.until > until ? known.until : until;
      known.manual ||= manual;
    }
  }
  return [...found.values()];
}
