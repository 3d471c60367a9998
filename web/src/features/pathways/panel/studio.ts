/** What every piece of the editor shares: the drawing board, the draft's forms and tables, and what may be used. */
import { createContext, useContext } from 'react';
import type { Blocks, Decisions, Forms, Problem } from '../api/types';
import { service, type Item, type Modeler, type Services } from '../modeler/types';
import type { Word } from '../model/vocabulary';

export type Studio = {
  modeler: Modeler;
  /** Grows with every change of the drawing, so that what is shown is read again. */
  revision: number;
  blocks: Blocks;
  forms: Forms;
  decisions: Decisions;
  setForm: (key: string, form: Forms[string] | null) => void;
  setDecision: (id: string, xml: string | null) => void;
  words: Word[];
  problems: Problem[];
  readOnly: boolean;
  processId: string;
};

export const StudioContext = createContext<Studio | null>(null);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('outside the editor');
  return studio;
}

/** The kit's services that writers of `model/` need. */
export function useWriter(): Pick<Services, 'modeling' | 'moddle'> {
  const { modeler } = useStudio();
  return { modeling: service(modeler, 'modeling'), moddle: service(modeler, 'moddle') };
}

export type PanelProps = { item: Item };
