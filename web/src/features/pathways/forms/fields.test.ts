/** A form drawn with fields: to JSON Schema and back, asked and checked by the renderer that people use. */
import { describe, expect, it } from 'vitest';
import { answers, check, fieldsOf, type JsonSchema } from '@/components/ui/schema/schema';
import { faults, keyFor, newField, readFields, writeSchema, writeUi, KINDS, type DrawnField } from './fields';

const field = (values: Partial<DrawnField> & Pick<DrawnField, 'name' | 'kind'>): DrawnField => ({ ...newField(values.kind, values.name, []), ...values });
const every = KINDS.map((kind, index) => field({ name: `q${index}`, kind, label: `Question ${index}`, help: index % 2 ? 'Help' : '' }));

it('every kind of question comes back as it was drawn', () => {
  const schema = writeSchema(every, 'All');
  const plain = (fields: DrawnField[]) => fields.map(({ rest: _rest, ...one }) => one);
  expect(plain(readFields(schema))).toEqual(plain(every));
  expect(writeSchema(readFields(schema), 'All', schema)).toEqual(schema);
});

it('the renderer draws each as that kind, in the drawn order, even when a database has sorted the keys', () => {
  const schema = writeSchema([...every].reverse(), 'All');
  const sorted = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties!).sort(([a], [b]) => a.localeCompare(b))) };
  expect(fieldsOf(sorted, sorted).map((one) => one.kind)).toEqual([...KINDS].reverse());
});

describe('a question that is asked only sometimes', () => {
  const fields = [field({ name: 'agreed', kind: 'yesno' }), field({ name: 'why', kind: 'textarea', when: { field: 'agreed', value: 'false' } })];
  const schema = writeSchema(fields, 'Decision');
  it('is not demanded of everybody, but while it is shown', () => {
    expect(schema.required).toEqual(['agreed']);
    expect(Object.keys(check(schema, schema, { agreed: true, why: '' }))).toEqual([]);
    expect(Object.keys(check(schema, schema, { agreed: false, why: '' }))).toEqual(['why']);
  });
  it('is not sent while it is hidden', () => expect(answers(schema, schema, { agreed: true, why: 'left over' })).toEqual({ agreed: true }));
  it('is read back as it was', () => expect(readFields(schema)[1]).toMatchObject({ when: { field: 'agreed', value: 'false' }, required: true }));
});

it('keeps what a schema says beyond the editor', () => {
  const before: JsonSchema = {
    type: 'object', description: 'By hand', $defs: { Money: { type: 'integer' } },
    properties: { a: { type: 'string', pattern: '^[A-Z]', examples: ['X'], title: 'A' }, deep: { type: 'object', title: 'Deep', properties: { x: { $ref: '#/$defs/Money' } } } },
  };
  const after = writeSchema(readFields(before), 'T', before);
  expect(after.$defs).toEqual(before.$defs);
  expect(after.description).toBe('By hand');
  expect(after.properties!.a).toMatchObject({ pattern: '^[A-Z]', examples: ['X'] });
  expect(after.properties!.deep).toEqual(before.properties!.deep);
});

it('says what is wrong, at the question', () => {
  expect(faults([field({ name: 'a', kind: 'text' }), field({ name: 'a', kind: 'text' })])).toEqual({ 0: 'name_taken', 1: 'name_taken' });
  expect(faults([field({ name: '1a', kind: 'text' })])).toEqual({ 0: 'name_form' });
  expect(faults([field({ name: 'a', kind: 'text', label: ' ' })])).toEqual({ 0: 'label' });
  expect(faults([field({ name: 'a', kind: 'choice', choices: [{ value: 'x', label: 'X' }] })])).toEqual({ 0: 'choices' });
  expect(faults([field({ name: 'a', kind: 'choice', choices: [{ value: 'x', label: 'X' }, { value: 'x', label: 'Y' }] })])).toEqual({ 0: 'choice_taken' });
  expect(faults([field({ name: 'a', kind: 'number', minimum: 3, maximum: 1 })])).toEqual({ 0: 'bounds' });
  expect(faults([field({ name: 'a', kind: 'scale', minimum: 0, maximum: 20 })])).toEqual({ 0: 'scale' });
  expect(faults(every)).toEqual({});
});

it('makes keys from questions', () => {
  expect(keyFor('Main complaint?', [])).toBe('main_complaint');
  expect(keyFor('Main complaint?', ['main_complaint'])).toBe('main_complaint_2');
  expect(keyFor('¿Dónde?', [])).toBe('donde');
  expect(keyFor('2 pills', [])).toBe('f_2_pills');
  expect(keyFor('???', [])).toBe('field');
});

it('says order and widgets for other renderers', () => {
  expect(writeUi([field({ name: 'a', kind: 'textarea' }), field({ name: 'b', kind: 'text' })])).toEqual({ 'ui:order': ['a', 'b'], a: { 'ui:widget': 'textarea' } });
});
