import { expect, it } from 'vitest';
import { explain } from './explain';
import { ApiProblem, asProblem, fieldErrors, isProblemBody } from './problem';

it('reads the problem document and keeps what is beyond the standard', () => {
  const problem = new ApiProblem({ code: 'stale', title: 'Somebody was faster', detail: 'Dr Osei saved before you.', status: 409, current: { version: 4 } });
  expect([problem.status, problem.code, problem.detail]).toEqual([409, 'stale', 'Dr Osei saved before you.']);
  expect(problem.extra.current).toEqual({ version: 4 });
  expect(problem.retryable).toBe(false);
});
it.each([
  [[{ path: 'email', message: 'taken' }], { email: 'taken' }],
  [[{ loc: ['body', 'lines', 0, 'code'], msg: 'unknown' }], { 'lines.0.code': 'unknown' }],
  [[{ path: '/answers/reason', message: 'missing' }], { 'answers.reason': 'missing' }],
  [{ phone: 'too long' }, { phone: 'too long' }],
  ['nonsense', {}],
])('field errors from %j', (errors, expected) => {
  expect(fieldErrors(new ApiProblem({ status: 422, errors }))).toEqual(expected);
});
it('says what happened and what to do, whatever was thrown', () => {
  expect(explain(new ApiProblem({ status: 409, title: 'Somebody was faster', detail: 'This time is taken.' })).title).toBe('This time is taken.');
  expect(explain(new ApiProblem({ status: 401, code: 'wrong_credentials', detail: 'Wrong.' })).advice).toBe('Please check both and try again.');
  expect(explain(new TypeError('Failed to fetch')).title).toBe('The hospital cannot be reached');
  expect(explain(new ApiProblem({}, 502)).advice).toContain('Nothing was saved');
  expect(explain(new ApiProblem({}, 418)).advice).toContain('tell your administrator');
  expect(asProblem('x').code).toBe('unexpected');
});
it('tells a refusal from an answer', () => {
  expect(isProblemBody({ code: 'not_found', status: 404 })).toBe(true);
  expect(isProblemBody({ code: 'E11.9', status: 'active' })).toBe(false);
});
