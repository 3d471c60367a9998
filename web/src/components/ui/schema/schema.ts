/**
 * The part of JSON Schema that our task forms use (pydantic's `model_json_schema()`), read into plain fields. Pure.
 * Beside the standard: `x-widget` (textarea | yesno | radio | select), `x-labels` {value: label}, `x-when` {field: value}, `x-help`,
 * `x-order` [field] (a database does not keep the order of keys), `x-required` (asked for while `x-when` shows it).
 */
export type JsonSchema = {
  type?: string | string[]; title?: string; description?: string; default?: unknown; const?: unknown; enum?: unknown[]; format?: string;
  properties?: Record<string, JsonSchema>; required?: string[]; items?: JsonSchema; $ref?: string; $defs?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[]; oneOf?: JsonSchema[]; allOf?: JsonSchema[]; minimum?: number; maximum?: number; exclusiveMinimum?: number; exclusiveMaximum?: number;
  minLength?: number; maxLength?: number; minItems?: number; maxItems?: number; uniqueItems?: boolean; additionalProperties?: boolean; pattern?: string; examples?: unknown[];
  'x-widget'?: string; 'x-labels'?: Record<string, string>; 'x-when'?: Record<string, unknown>; 'x-help'?: string; 'x-order'?: string[]; 'x-required'?: boolean;
};
export type Option = { value: string; label: string };
export type Kind = 'text' | 'textarea' | 'date' | 'email' | 'tel' | 'number' | 'integer' | 'checkbox' | 'yesno' | 'choice' | 'choices' | 'list' | 'group' | 'texts' | 'scale';
export type Field = {
  name: string; label: string; help: string | undefined; kind: Kind; required: boolean; schema: JsonSchema; options: Option[]; when: Record<string, unknown> | undefined;
};
export type Values = Record<string, unknown>;

/** `self_pay` -> "Self pay" */
export function humanise(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Follows local references, takes the null out of "X or null", joins a lone allOf. */
export function resolve(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  if (depth > 16) return {};
  const { $ref, anyOf, allOf, ...own } = schema;
  if ($ref) {
    const target = root.$defs?.[$ref.replace('#/$defs/', '')];
    return target ? { ...resolve(target, root, depth + 1), ...own } : own;
  }
  const inner = (anyOf ?? allOf)?.filter((part) => part.type !== 'null');
  if (inner?.length === 1 && inner[0]) return { ...resolve(inner[0], root, depth + 1), ...own };
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type.find((name) => name !== 'null') ?? 'string' };
  return schema;
}

function optionsOf(schema: JsonSchema): Option[] {
  const labels = schema['x-labels'] ?? {};
  const values = schema.enum ?? schema.oneOf?.map((option) => option.const).filter((value) => value !== undefined) ?? [];
  return values.map((value) => {
    const titled = schema.oneOf?.find((option) => option.const === value)?.title;
    return { value: String(value), label: labels[String(value)] ?? titled ?? humanise(String(value)) };
  });
}

/** A few whole steps (pain from 0 to 10) are picked, not typed. */
const isScale = ({ minimum, maximum }: JsonSchema) => minimum !== undefined && maximum !== undefined && maximum - minimum <= 10;

function kindOf(schema: JsonSchema, items: JsonSchema | null): Kind {
  if (optionsOf(schema).length) return 'choice';
  switch (schema.type) {
    case 'boolean': return schema['x-widget'] === 'yesno' ? 'yesno' : 'checkbox';
    case 'integer': return isScale(schema) ? 'scale' : 'integer';
    case 'number': return 'number';
    case 'object': return 'group';
    case 'array': return items && optionsOf(items).length ? 'choices' : items?.type === 'object' ? 'list' : 'texts';
  }
  if (schema['x-widget'] === 'textarea' || (schema.maxLength ?? 0) > 200) return 'textarea';
  if (schema.format === 'date' || schema.format === 'email' || schema.format === 'tel') return schema.format;
  return 'text';
}

/** The properties in the stated order; those it does not name come last, as they stand. */
function ordered(schema: JsonSchema): [string, JsonSchema][] {
  const order = schema['x-order'] ?? [];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(schema.properties ?? {}).sort(([a], [b]) => place(a) - place(b));
}

/** The fields of an object schema, in its order. A property with a `const` is fixed, not asked (except "must be ticked"). */
export function fieldsOf(schema: JsonSchema, root: JsonSchema): Field[] {
  return ordered(resolve(schema, root)).flatMap(([name, raw]): Field[] => {
    const property = resolve(raw, root);
    if (property.const !== undefined && property.const !== true) return [];
    const items = property.items ? resolve(property.items, root) : null;
    return [{
      name, label: property.title ?? humanise(name), help: property['x-help'] ?? property.description,
      kind: property.const === true ? 'checkbox' : kindOf(property, items),
      required: (schema.required?.includes(name) ?? false) || property['x-required'] === true, schema: property,
      options: optionsOf(items && property.type === 'array' ? items : property), when: property['x-when'],
    }];
  });
}

export function isShown(field: Field, siblings: Values): boolean {
  return Object.entries(field.when ?? {}).every(([name, wanted]) => (Array.isArray(wanted) ? wanted.includes(siblings[name]) : siblings[name] === wanted));
}

/** Starting values: what was given, else the schema's defaults, else empty of the right shape. */
export function startingValues(schema: JsonSchema, root: JsonSchema, given: Values = {}): Values {
  return Object.fromEntries(fieldsOf(schema, root).map((field) => {
    const value = given[field.name] ?? field.schema.default;
    if (field.kind === 'group') return [field.name, startingValues(field.schema, root, (value ?? {}) as Values)];
    if (field.kind === 'list' || field.kind === 'choices' || field.kind === 'texts') return [field.name, Array.isArray(value) ? value : []];
    if (field.kind === 'checkbox') return [field.name, value === true];
    return [field.name, value ?? (field.kind === 'yesno' ? null : '')];
  }));
}

export type Complaint = { key: 'required' | 'number' | 'min' | 'max' | 'too_long' | 'too_short' | 'pattern'; value?: number };
const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function complaintAbout(field: Field, value: unknown): Complaint | null {
  const { schema } = field;
  if (field.kind === 'checkbox') return (schema.const === true || schema['x-widget'] === 'must') && value !== true ? { key: 'required' } : null;
  if (isEmpty(value)) return field.required && !(Array.isArray(value) && !schema.minItems) ? { key: 'required' } : null;
  if (field.kind === 'number' || field.kind === 'integer' || field.kind === 'scale') {
    const number = Number(value);
    if (!Number.isFinite(number) || (field.kind !== 'number' && !Number.isInteger(number))) return { key: 'number' };
    if (schema.minimum !== undefined && number < schema.minimum) return { key: 'min', value: schema.minimum };
    if (schema.maximum !== undefined && number > schema.maximum) return { key: 'max', value: schema.maximum };
    return null;
  }
  if (typeof value !== 'string') return null;
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return { key: 'too_long', value: schema.maxLength };
  if (schema.minLength !== undefined && value.trim().length < schema.minLength) return schema.minLength === 1 ? { key: 'required' } : { key: 'too_short', value: schema.minLength };
  if (schema.pattern && !safeTest(schema.pattern, value)) return { key: 'pattern' };
  return null;
}

function safeTest(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true; // A pattern in another dialect: the server decides.
  }
}

/** An optional group that nobody filled in is not asked and not sent. */
function isUntouched(field: Field, root: JsonSchema, value: unknown): boolean {
  return !field.required && JSON.stringify(value ?? null) === JSON.stringify(startingValues(field.schema, root));
}

/** Complaints by dotted path; hidden fields are not asked. The server checks again. */
export function check(schema: JsonSchema, root: JsonSchema, values: Values, prefix = ''): Record<string, Complaint> {
  const found: Record<string, Complaint> = {};
  for (const field of fieldsOf(schema, root)) {
    if (!isShown(field, values)) continue;
    const path = prefix + field.name;
    const value = values[field.name];
    if (field.kind === 'group') {
      if (!isUntouched(field, root, value)) Object.assign(found, check(field.schema, root, (value ?? {}) as Values, `${path}.`));
    }
    else if (field.kind === 'list') {
      (value as Values[]).forEach((item, index) => Object.assign(found, check(resolve(field.schema.items ?? {}, root), root, item, `${path}.${index}.`)));
    }
    const complaint = field.kind === 'group' ? null : complaintAbout(field, value);
    if (complaint) found[path] = complaint;
  }
  return found;
}

/** What is sent: hidden fields left out, empty answers left out, numbers as numbers, texts trimmed. */
export function answers(schema: JsonSchema, root: JsonSchema, values: Values): Values {
  const fixed = Object.entries(resolve(schema, root).properties ?? {}).filter(([, part]) => part.const !== undefined && part.const !== true).map(([name, part]) => [name, part.const] as const);
  const asked = fieldsOf(schema, root).filter((field) => isShown(field, values)).flatMap((field): [string, unknown][] => {
    const value = values[field.name];
    if (field.kind === 'group') return isUntouched(field, root, value) ? [] : [[field.name, answers(field.schema, root, (value ?? {}) as Values)]];
    if (field.kind === 'list') return [[field.name, (value as Values[]).map((item) => answers(resolve(field.schema.items ?? {}, root), root, item))]];
    if (field.kind === 'texts') return [[field.name, (value as string[]).map((text) => text.trim()).filter(Boolean)]];
    if (field.kind === 'choices' || field.kind === 'checkbox') return [[field.name, value]];
    if (isEmpty(value)) return [];
    if (field.kind === 'number' || field.kind === 'integer' || field.kind === 'scale') return [[field.name, Number(value)]];
    if (field.kind === 'choice' && field.schema.type === 'integer') return [[field.name, Number(value)]];
    return [[field.name, typeof value === 'string' ? value.trim() : value]];
  });
  return Object.fromEntries([...fixed, ...asked]);
}
