/** The drawing board: bpmn-js with our elements, our palette and the page's colours. */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import Modeler from 'bpmn-js/lib/Modeler';
import { lostParts } from './lost';
import { namesModule } from './names';
import { offerModule } from './offer';
import { wardline } from './wardline';

type Words = {
  /** `kind.human`, `tool.hand`. */
  own: (key: string) => string;
  /** The kit's own sentences ("Delete", "Change element"), looked up whole. */
  kit: Record<string, string>;
};

const fill = (template: string, values: Record<string, string> = {}) => template.replace(/{([^}]+)}/g, (whole, name: string) => values[name] ?? whole);

export function createModeler(container: HTMLElement, words: Words): Modeler {
  return new Modeler({
    container,
    moddleExtensions: { wardline },
    additionalModules: [offerModule, namesModule, { translate: ['value', (template: string, values?: Record<string, string>) => fill(words.kit[template] ?? template, values)] }],
    words: words.own,
    bpmnRenderer: { defaultFillColor: 'var(--diagram-fill)', defaultStrokeColor: 'var(--diagram-stroke)', defaultLabelColor: 'var(--diagram-text)' },
    textRenderer: { defaultStyle: { fontFamily: 'Arial, Helvetica, sans-serif', fontSize: 12 } },
  } as ConstructorParameters<typeof Modeler>[0]);
}

export class NotKept extends Error {
  constructor(readonly parts: string[]) {
    super('not kept');
  }
}

/** Draws the XML, or refuses: a part or a reference that could not be read would be gone after the next save. */
export async function draw(modeler: Modeler, xml: string): Promise<void> {
  const { warnings } = await modeler.importXML(xml);
  const lost = lostParts(warnings);
  if (lost.length) throw new NotKept(lost);
}
