/** Where a draft comes from: a template or a file. The file is read with our elements named, so that what it holds is kept or refused. */
import { BpmnModdle } from 'bpmn-moddle';
import { lostParts } from '../modeler/lost';
import type { Bo } from '../modeler/types';
import { wardline } from '../modeler/wardline';
import { list, textOf } from './extension';

export type FileFault = { code: 'not_bpmn' | 'no_process' | 'several' | 'lost'; parts: string[] };
export class BadFile extends Error {
  constructor(readonly fault: FileFault) {
    super(fault.code);
  }
}

type Read = { root: Bo; process: Bo; moddle: BpmnModdle };

async function read(xml: string): Promise<Read> {
  const moddle = new BpmnModdle({ wardline } as never);
  const { rootElement, warnings } = await moddle.fromXML(xml).catch(() => { throw new BadFile({ code: 'not_bpmn', parts: [] }); });
  const lost = lostParts(warnings);
  if (lost.length) throw new BadFile({ code: 'lost', parts: [...new Set(lost)] });
  const root = rootElement as unknown as Bo;
  const processes = list(root, 'rootElements').filter((part) => part.$type === 'bpmn:Process');
  const runnable = processes.filter((process) => list(process, 'flowElements').length);
  if (!runnable.length) throw new BadFile({ code: 'no_process', parts: [] });
  if (runnable.length > 1) throw new BadFile({ code: 'several', parts: runnable.map((process) => textOf(process, 'name') || process.id) });
  return { root, process: runnable[0]!, moddle };
}

/** What a file calls itself, or BadFile. */
export async function look(xml: string): Promise<{ id: string; name: string }> {
  const { process } = await read(xml);
  return { id: process.id, name: textOf(process, 'name') || process.id };
}

/** The same drawing as a pathway of this id and name. References follow, because they point at the object and not at its id. */
export async function renamed(xml: string, id: string, name: string): Promise<string> {
  const { root, process, moddle } = await read(xml);
  process.set('id', id);
  process.set('name', name);
  process.set('isExecutable', true);
  return (await moddle.toXML(root as never, { format: true })).xml;
}
