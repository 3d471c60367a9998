/** What can be put into a pathway: our own building blocks, in the order of the palette. */
export type Kind = {
  id: string;
  /** Palette group. */
  group: 'work' | 'choice' | 'wait' | 'end';
  icon: string;
  shape: { type: string; eventDefinitionType?: string; isExpanded?: boolean };
};

export const KINDS: Kind[] = [
  { id: 'human', group: 'work', icon: 'bpmn-icon-user-task', shape: { type: 'bpmn:UserTask' } },
  { id: 'step', group: 'work', icon: 'bpmn-icon-service-task', shape: { type: 'bpmn:ServiceTask' } },
  { id: 'decision', group: 'work', icon: 'bpmn-icon-business-rule-task', shape: { type: 'bpmn:BusinessRuleTask' } },
  { id: 'call', group: 'work', icon: 'bpmn-icon-call-activity', shape: { type: 'bpmn:CallActivity' } },
  { id: 'part', group: 'work', icon: 'bpmn-icon-subprocess-expanded', shape: { type: 'bpmn:SubProcess', isExpanded: true } },
  { id: 'either', group: 'choice', icon: 'bpmn-icon-gateway-xor', shape: { type: 'bpmn:ExclusiveGateway' } },
  { id: 'together', group: 'choice', icon: 'bpmn-icon-gateway-parallel', shape: { type: 'bpmn:ParallelGateway' } },
  { id: 'first', group: 'choice', icon: 'bpmn-icon-gateway-eventbased', shape: { type: 'bpmn:EventBasedGateway' } },
  { id: 'timer', group: 'wait', icon: 'bpmn-icon-intermediate-event-catch-timer', shape: { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' } },
  { id: 'message', group: 'wait', icon: 'bpmn-icon-intermediate-event-catch-message', shape: { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: 'bpmn:MessageEventDefinition' } },
  { id: 'start', group: 'end', icon: 'bpmn-icon-start-event-none', shape: { type: 'bpmn:StartEvent' } },
  { id: 'end', group: 'end', icon: 'bpmn-icon-end-event-none', shape: { type: 'bpmn:EndEvent' } },
  { id: 'stop', group: 'end', icon: 'bpmn-icon-end-event-terminate', shape: { type: 'bpmn:EndEvent', eventDefinitionType: 'bpmn:TerminateEventDefinition' } },
];

/** What may hang on the border of a task. */
export const BORDER: Kind[] = [
  { id: 'limit', group: 'wait', icon: 'bpmn-icon-intermediate-event-catch-timer', shape: { type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' } },
  { id: 'news', group: 'wait', icon: 'bpmn-icon-intermediate-event-catch-message', shape: { type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:MessageEventDefinition' } },
];

/** What follows something, offered beside it. */
export const FOLLOWING = ['human', 'step', 'decision', 'either', 'timer', 'message', 'end'];
/** After an event-based gateway only something that waits may follow. */
export const WAITING = ['timer', 'message'];
