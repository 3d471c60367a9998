/** Names of the elements of a file, without the drawing kit. */
export function namesOf(xml: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of new DOMParser().parseFromString(xml, 'application/xml').querySelectorAll('[id]')) {
    const name = node.getAttribute('name');
    if (name) found.set(node.getAttribute('id')!, name);
  }
  return found;
}
