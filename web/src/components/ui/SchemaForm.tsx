export { SchemaForm } from './schema/SchemaForm';
export type { JsonSchema, Option, Values } from './schema/schema';
