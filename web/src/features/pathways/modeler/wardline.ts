/**
 * The `wardline:` elements of a diagram, exactly as `workflows/engine_parse.py` reads them. What other tools wrote into
 * `extensionElements` is not named here and so is kept as it is.
 */
const text = (name: string) => ({ name, isAttr: true, type: 'String' });
const human = ['bpmn:UserTask', 'bpmn:ManualTask', 'bpmn:Task', 'bpmn:ReceiveTask'];
const messages = ['bpmn:ReceiveTask', 'bpmn:SendTask', 'bpmn:StartEvent', 'bpmn:IntermediateCatchEvent', 'bpmn:IntermediateThrowEvent', 'bpmn:BoundaryEvent', 'bpmn:EndEvent'];

export const wardline = {
  name: 'Wardline',
  uri: 'http://wardline.org/bpmn/1.0',
  prefix: 'wardline',
  xml: { tagAlias: 'lowerCase' },
  associations: [],
  types: [
    {
      name: 'Task', superClass: ['Element'], meta: { allowedIn: human },
      properties: ['form', 'role', 'result', 'priority', 'due', 'candidate', 'onComplete', 'sla', 'followUp', 'department', 'roles'].map(text),
    },
    {
      name: 'Step', superClass: ['Element'], meta: { allowedIn: ['bpmn:ServiceTask'] },
      properties: [text('name'), text('result'), { name: 'params', type: 'Param', isMany: true }],
    },
    { name: 'Param', superClass: ['Element'], properties: ['name', 'value', 'type'].map(text) },
    { name: 'Message', superClass: ['Element'], meta: { allowedIn: messages }, properties: ['result', 'key', 'payload'].map(text) },
    { name: 'Repeat', extends: ['bpmn:MultiInstanceLoopCharacteristics'], properties: ['collection', 'item', 'result'].map(text) },
    { name: 'Start', superClass: ['Element'], meta: { allowedIn: ['bpmn:Process', 'bpmn:StartEvent'] }, properties: [text('data')] },
    { name: 'Decision', superClass: ['Element'], meta: { allowedIn: ['bpmn:BusinessRuleTask'] }, properties: ['ref', 'result'].map(text) },
  ],
};
