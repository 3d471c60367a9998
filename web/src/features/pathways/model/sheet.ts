/** What a draft holds while it is open: the drawing on the board and, beside it, its name, forms and tables. */
import type { Content } from '../api/drafts';
import type { Saved } from '../api/types';
import type { Modeler } from '../modeler/types';
import { Saver } from './saver';

type Beside = Omit<Content, 'xml'>;

export class Sheet {
  readonly saver: Saver<Content, Saved>;
  private board: Modeler | null = null;

  constructor(version: number, private xml: string, private beside: Beside, save: (version: number, content: Content) => Promise<Saved>) {
    this.saver = new Saver(version, () => this.content(), save);
  }

  /** The board that is drawn on now; without one, the XML stays as it was. */
  attach(board: Modeler | null) {
    this.board = board;
  }

  async content(): Promise<Content> {
    const drawn = await this.board?.saveXML({ format: true });
    this.xml = drawn?.xml ?? this.xml;
    return { ...this.beside, xml: this.xml };
  }

  keep(values: Partial<Beside>): Beside {
    this.beside = { ...this.beside, ...values };
    this.saver.changed();
    return this.beside;
  }

  get forms() {
    return this.beside.forms;
  }

  get decisions() {
    return this.beside.decisions;
  }
}

/** A map with one entry set, or taken out. */
export function withEntry<Value>(all: Record<string, Value>, key: string, value: Value | null): Record<string, Value> {
  const { [key]: _before, ...rest } = all;
  return value === null ? rest : { ...rest, [key]: value };
}
