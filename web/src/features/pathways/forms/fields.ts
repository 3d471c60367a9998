/**
 * A form as a list of plain fields and back to JSON Schema. Pure. What a schema says beyond our fields (written by hand or
 * by another tool) stays with its field and comes out again.
 */
import { humanise, resolve, type JsonSchema } from '@/components/ui/schema/schema';

export const KINDS = ['text', 'textarea', 'number', 'integer', 'yesno', 'checkbox', 'choice', 'choices', 'date', 'scale', 'email', 'tel'] as const;
export type FieldKind = (typeof KINDS)[number] | 'other';
export type Choice = { value: string; label: string };
export type DrawnField = {
  /** The key in the case data. */
  name: string; label: string; help: string; kind: FieldKind; required: boolean;
  choices: Choice[]; minimum: number | null; maximum: number | null;
  /** Shown only when another field has this value. */
  when: { field: string; value: string } | null;
  /** Its schema as it was read, so that nothing is lost. */
  rest: JsonSchema;
};

const OURS = ['title', 'description', 'type', 'enum', 'format', 'minimum', 'maximum', 'const', 'items', 'maxLength', 'x-widget', 'x-labels', 'x-when', 'x-help', 'x-required', 'uniqueItems', 'minItems', 'minLength'];

function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum) return 'choice';
  const widget = schema['x-widget'];
  switch (schema.type) {
    case 'boolean': return schema.const === true || widget === 'must' ? 'checkbox' : widget === 'yesno' ? 'yesno' : 'checkbox';
    case 'number': return 'number';
    case 'integer': return schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum - schema.minimum <= 10 ? 'scale' : 'integer';
    case 'array': return schema.items?.enum ? 'choices' : 'other';
    case 'string': {
      if (schema.format === 'date' || schema.format === 'email' || schema.format === 'tel') return schema.format;
      return widget === 'textarea' || (schema.maxLength ?? 0) > 200 ? 'textarea' : 'text';
    }
  }
  return 'other';
}

const choicesOf = (schema: JsonSchema): Choice[] => {
  const values = schema.enum ?? schema.items?.enum ?? [];
  const labels = schema['x-labels'] ?? schema.items?.['x-labels'] ?? {};
  return values.map((value) => ({ value: String(value), label: labels[String(value)] ?? humanise(String(value)) }));
};

export function readFields(schema: JsonSchema): DrawnField[] {
  const properties = Object.entries(schema.properties ?? {});
  const order = schema['x-order'] ?? [];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return properties.sort(([a], [b]) => place(a) - place(b)).map(([name, raw]) => {
    const plain = resolve(raw, schema);
    const kind = kindOf(plain);
    const [when] = Object.entries(plain['x-when'] ?? {});
    return {
      name, label: plain.title ?? humanise(name), help: plain['x-help'] ?? plain.description ?? '', kind,
      required: (schema.required?.includes(name) ?? false) || plain['x-required'] === true, choices: choicesOf(plain),
      minimum: plain.minimum ?? null, maximum: plain.maximum ?? null,
      when: when ? { field: when[0], value: String(Array.isArray(when[1]) ? when[1][0] : when[1]) } : null, rest: kind === 'other' ? raw : plain,
    };
  });
}

function bounds({ minimum, maximum }: DrawnField): JsonSchema {
  return { ...(minimum !== null ? { minimum } : {}), ...(maximum !== null ? { maximum } : {}) };
}

function core(field: DrawnField): JsonSchema {
  const values = field.choices.map((choice) => choice.value);
  const labels = Object.fromEntries(field.choices.map((choice) => [choice.value, choice.label]));
  switch (field.kind) {
    case 'text': return { type: 'string', maxLength: Math.min(field.rest.maxLength ?? 200, 200), ...(field.required ? { minLength: 1 } : {}) };
    case 'textarea': return { type: 'string', maxLength: Math.max(field.rest.maxLength ?? 2_000, 201), 'x-widget': 'textarea', ...(field.required ? { minLength: 1 } : {}) };
    case 'number': return { type: 'number', ...bounds(field) };
    case 'integer': return { type: 'integer', ...bounds(field) };
    case 'scale': return { type: 'integer', minimum: field.minimum ?? 0, maximum: field.maximum ?? 10 };
    case 'yesno': return { type: 'boolean', 'x-widget': 'yesno' };
    case 'checkbox': return field.required ? { type: 'boolean', const: true } : { type: 'boolean' };
    case 'choice': return { type: 'string', enum: values, 'x-labels': labels };
    case 'choices': return { type: 'array', items: { type: 'string', enum: values, 'x-labels': labels }, uniqueItems: true, ...(field.required ? { minItems: 1 } : {}) };
    case 'date': case 'email': case 'tel': return { type: 'string', format: field.kind };
    default: return field.rest;
  }
}

/** What `when` compares with has the type of the field it asks. */
function whenOf(field: DrawnField, all: DrawnField[]): JsonSchema {
  if (!field.when) return {};
  const asked = all.find((other) => other.name === field.when!.field);
  const { value } = field.when;
  const typed = asked?.kind === 'yesno' || asked?.kind === 'checkbox' ? value === 'true' : asked?.kind === 'scale' || asked?.kind === 'integer' ? Number(value) : value;
  return { 'x-when': { [field.when.field]: typed }, ...(field.required ? { 'x-required': true } : {}) };
}

function write(field: DrawnField, all: DrawnField[]): JsonSchema {
  if (field.kind === 'other') return { ...field.rest, title: field.label };
  const kept = Object.fromEntries(Object.entries(field.rest).filter(([name]) => !OURS.includes(name)));
  return { ...kept, title: field.label, ...(field.help ? { 'x-help': field.help } : {}), ...core(field), ...whenOf(field, all) };
}

/** The JSON Schema of these fields. `before` keeps what it says of the whole form (`$defs`, a description). */
export function writeSchema(fields: DrawnField[], title: string, before: JsonSchema = {}): JsonSchema {
  const names = fields.map((field) => field.name);
  return {
    ...before, type: 'object', title,
    properties: Object.fromEntries(fields.map((field) => [field.name, write(field, fields)])),
    // A field that may be hidden cannot be demanded: the renderer asks for it only while it is shown.
    required: fields.filter((field) => field.required && !field.when).map((field) => field.name),
    additionalProperties: false, 'x-order': names,
  };
}

/** The same for a renderer that follows react-jsonschema-form: order and widgets. */
export function writeUi(fields: DrawnField[]): Record<string, unknown> {
  const widgets: Partial<Record<FieldKind, string>> = { textarea: 'textarea', yesno: 'radio', choices: 'checkboxes', scale: 'radio' };
  return { 'ui:order': fields.map((field) => field.name), ...Object.fromEntries(fields.flatMap((field) => (widgets[field.kind] ? [[field.name, { 'ui:widget': widgets[field.kind] }]] : []))) };
}

/** `Main complaint?` -> `main_complaint`, not one of the taken names. */
export function keyFor(label: string, taken: string[]): string {
  const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').replace(/^(\d)/, 'f_$1').slice(0, 40) || 'field';
  let key = plain;
  for (let count = 2; taken.includes(key); count += 1) key = `${plain}_${count}`;
  return key;
}

export type FieldFault = 'name_form' | 'name_taken' | 'label' | 'choices' | 'choice_taken' | 'bounds' | 'scale';

/** What is wrong with the fields, by their place in the list. */
export function faults(fields: DrawnField[]): Record<number, FieldFault> {
  const found: Record<number, FieldFault> = {};
  fields.forEach((field, index) => {
    const values = field.choices.map((choice) => choice.value);
    if (!field.label.trim()) found[index] = 'label';
    else if (!/^[A-Za-z_]\w{0,59}$/.test(field.name)) found[index] = 'name_form';
    else if (fields.some((other, at) => at !== index && other.name === field.name)) found[index] = 'name_taken';
    else if ((field.kind === 'choice' || field.kind === 'choices') && values.filter(Boolean).length < 2) found[index] = 'choices';
    else if (new Set(values).size !== values.length) found[index] = 'choice_taken';
    else if (field.minimum !== null && field.maximum !== null && field.minimum > field.maximum) found[index] = 'bounds';
    else if (field.kind === 'scale' && (field.maximum ?? 10) - (field.minimum ?? 0) > 10) found[index] = 'scale';
  });
  return found;
}

export function newField(kind: FieldKind, label: string, taken: string[]): DrawnField {
  const choices = kind === 'choice' || kind === 'choices' ? [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] : [];
  return { name: keyFor(label, taken), label, help: '', kind, required: true, choices, minimum: kind === 'scale' ? 0 : null, maximum: kind === 'scale' ? 10 : null, when: null, rest: {} };
}
