import { describe, expect, it } from 'vitest';
import { answers, check, fieldsOf, startingValues, type JsonSchema } from './schema';
import { withValue } from './SchemaForm';

const schema: JsonSchema = {
  type: 'object', required: ['kind', 'reason', 'agree', 'address'],
  properties: {
    kind: { enum: ['insured', 'self_pay'] },
    coverage_id: { anyOf: [{ type: 'string' }, { type: 'null' }], 'x-when': { kind: 'insured' }, minLength: 1 },
    reason: { type: 'string', maxLength: 10 },
    weight: { anyOf: [{ type: 'number', minimum: 1, maximum: 400 }, { type: 'null' }] },
    agree: { const: true },
    version: { const: 2 },
    address: { $ref: '#/$defs/Address' },
    medicines: { type: 'array', items: { $ref: '#/$defs/Medicine' } },
    symptoms: { type: 'array', items: { enum: ['cough', 'fever'] } },
  },
  $defs: {
    Address: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
    Medicine: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  },
};
const start = () => startingValues(schema, schema);

describe('schema', () => {
  it('finds the kind of each field and leaves fixed values unasked', () => {
    expect(fieldsOf(schema, schema).map((field) => [field.name, field.kind])).toEqual([
      ['kind', 'choice'], ['coverage_id', 'text'], ['reason', 'text'], ['weight', 'number'], ['agree', 'checkbox'], ['address', 'group'], ['medicines', 'list'], ['symptoms', 'choices'],
    ]);
    expect(fieldsOf(schema, schema)[0]?.options[1]).toEqual({ value: 'self_pay', label: 'Self pay' });
  });
  it('complains at the field, also inside groups and lists; hidden fields are not asked', () => {
    const values = { ...start(), kind: 'self_pay', reason: 'much too long a reason', weight: '900', medicines: [{ name: '' }] };
    expect(check(schema, schema, values)).toEqual({
      reason: { key: 'too_long', value: 10 }, weight: { key: 'max', value: 400 }, agree: { key: 'required' },
      'address.city': { key: 'required' }, 'medicines.0.name': { key: 'required' },
    });
  });
  it('sends numbers as numbers, trims, leaves out what is empty or hidden, adds what is fixed', () => {
    const values = { ...start(), kind: 'self_pay', coverage_id: 'left over', reason: ' cough ', weight: '71.5', agree: true, address: { city: 'Porto' }, symptoms: ['cough'] };
    expect(check(schema, schema, values)).toEqual({});
    expect(answers(schema, schema, values)).toEqual({
      version: 2, kind: 'self_pay', reason: 'cough', weight: 71.5, agree: true, address: { city: 'Porto' }, medicines: [], symptoms: ['cough'],
    });
  });
  it.each([['abc', 'number'], ['', undefined], ['12', undefined]])('weight %j', (weight, key) => {
    expect(check(schema, schema, { ...start(), weight }).weight?.key).toBe(key);
  });
  it('never loops on a schema that refers to itself', () => {
    const knot: JsonSchema = { type: 'object', properties: { self: { $ref: '#/$defs/Knot' } }, $defs: { Knot: { $ref: '#/$defs/Knot' } } };
    expect(fieldsOf(knot, knot)).toHaveLength(1);
  });
});

describe('an optional group', () => {
  const root: JsonSchema = { type: 'object', properties: { address: { anyOf: [{ $ref: '#/$defs/Address' }, { type: 'null' }] }, pain: { type: 'integer', minimum: 0, maximum: 10 } }, $defs: { Address: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, country: { type: 'string', default: 'US' } } } } };
  it('is left alone when nobody filled it in, and asked when somebody began', () => {
    const blank = startingValues(root, root);
    expect([check(root, root, blank), answers(root, root, blank)]).toEqual([{}, {}]);
    expect(check(root, root, withValue(blank, ['address', 'country'], 'PT'))).toEqual({ 'address.city': { key: 'required' } });
  });
  it('a few whole steps are a scale', () => {
    expect(fieldsOf(root, root)[1]?.kind).toBe('scale');
    expect(answers(root, root, { ...startingValues(root, root), pain: '0' })).toEqual({ pain: 0 });
  });
});

it('changes one value without touching its siblings', () => {
  const values = { a: 1, list: [{ name: 'x', dose: '1' }, { name: 'y' }] };
  expect(withValue(values, ['list', '1', 'name'], 'z')).toEqual({ a: 1, list: [{ name: 'x', dose: '1' }, { name: 'z' }] });
  expect(values.list[1]?.name).toBe('y');
});
