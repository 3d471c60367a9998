import { expect, it } from 'vitest';
import { bodyOf, noClinician } from './clinician';

it('sends languages as a list and leaves out a department that was not chosen', () => {
  expect(bodyOf({ ...noClinician, given: 'Ada', languages: 'en,  ig pt-BR,' })).toEqual({ title: '', given: 'Ada', family: '', specialty: '', npi: '', languages: ['en', 'ig', 'pt-BR'] });
  expect(bodyOf({ ...noClinician, department_id: 'd1' })).toHaveProperty('department_id', 'd1');
});
