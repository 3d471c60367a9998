/** What the kit says when it has met something that it would lose on saving. */
const LOST = /unparsable content|unrecognized element|unresolved reference|duplicate ID|illegal (first|ID)|missing namespace|unexpected body/i;

/** The parts of a file that a reading would lose, by name. */
export function lostParts(warnings: unknown[]): string[] {
  return warnings.map((warning) => String((warning as { message?: string }).message ?? warning)).filter((words) => LOST.test(words))
    .map((words) => /<([\w:.-]+)>/.exec(words)?.[1] ?? words.split('\n')[0]!.slice(0, 160));
}
