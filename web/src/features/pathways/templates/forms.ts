/** The forms of the templates, drawn with the same pieces as the form builder's. */
import type { Form } from '../api/types';
import { newField, writeSchema, writeUi, type DrawnField } from '../forms/fields';

type Wish = Partial<DrawnField> & Pick<DrawnField, 'name' | 'label' | 'kind'>;

export function form(title: string, wishes: Wish[]): Form {
  const fields = wishes.map((wish): DrawnField => ({ ...newField(wish.kind, wish.label, []), ...wish }));
  return { schema: writeSchema(fields, title) as Record<string, unknown>, ui: writeUi(fields) };
}
