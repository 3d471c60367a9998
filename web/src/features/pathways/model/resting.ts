/** Where a case can rest in a diagram: people's tasks, and what waits for a time or a message. Without the drawing kit. */
const RESTS = ['userTask', 'manualTask', 'receiveTask', 'intermediateCatchEvent', 'boundaryEvent', 'eventBasedGateway', 'serviceTask', 'callActivity'];

export function restingPlaces(xml: string): { id: string; kind: string }[] {
  const root = new DOMParser().parseFromString(xml, 'application/xml');
  return [...root.querySelectorAll('[id]')].filter((node) => RESTS.includes(node.localName)).map((node) => ({ id: node.getAttribute('id')!, kind: node.localName }));
}
