import type { Clinician } from '../api/people';

/** The form of a clinician's entry: languages are typed with commas, nothing chosen is ''. */
export type ClinicianValues = { title: string; given: string; family: string; specialty: string; department_id: string; npi: string; languages: string };
export const noClinician: ClinicianValues = { title: '', given: '', family: '', specialty: '', department_id: '', npi: '', languages: 'en' };

export const valuesOf = (row: Clinician): ClinicianValues => ({
  title: row.title, given: row.given, family: row.family, specialty: row.specialty, department_id: row.department_id ?? '', npi: row.npi, languages: row.languages.join(', '),
});

export function bodyOf({ languages, department_id, ...rest }: ClinicianValues) {
  return { ...rest, languages: languages.split(/[\s,]+/).filter(Boolean), ...(department_id ? { department_id } : {}) };
}
