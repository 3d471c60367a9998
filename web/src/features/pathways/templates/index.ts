/** Small whole pathways to begin with. Their words belong to the new draft: whoever draws changes them. */
import type { Decisions, Forms } from '../api/types';

export type Template = { xml: string | undefined; decisions: Decisions; forms: Forms };

const words = (value: string, label: string) => ({ value, label });

export const TEMPLATES = {
  /** The server draws a start and an end. */
  blank: async (): Promise<Template> => ({ xml: undefined, decisions: {}, forms: {} }),
  approval: async (): Promise<Template> => {
    const [{ default: xml }, { form }] = await Promise.all([import('./approval.bpmn?raw'), import('./forms')]);
    return {
      xml, decisions: {}, forms: {
        request: form('What is needed', [{ name: 'what', label: 'What is needed?', kind: 'textarea' }, { name: 'urgent', label: 'Is it urgent?', kind: 'yesno' }]),
        decide: form('Your decision', [
          { name: 'agreed', label: 'Do you agree?', kind: 'yesno' },
          { name: 'reason', label: 'Why not?', kind: 'textarea', when: { field: 'agreed', value: 'false' } },
        ]),
        carry_out: form('Carried out', [{ name: 'note', label: 'What was done', kind: 'textarea', required: false }]),
      },
    };
  },
  follow_up: async (): Promise<Template> => {
    const [{ default: xml }, { form }] = await Promise.all([import('./follow_up.bpmn?raw'), import('./forms')]);
    return {
      xml, decisions: {}, forms: {
        call: form('The call', [
          { name: 'feeling', label: 'How is the patient?', kind: 'choice', choices: [words('better', 'Better'), words('same', 'The same'), words('worse', 'Worse')] },
          { name: 'pain', label: 'Pain', kind: 'scale', help: '0 is none, 10 is the worst' },
          { name: 'note', label: 'Note', kind: 'textarea', required: false },
        ]),
        see: form('Seen', [{ name: 'plan', label: 'What happens now?', kind: 'textarea' }]),
      },
    };
  },
  alert: async (): Promise<Template> => {
    const [{ default: xml }, { form }] = await Promise.all([import('./alert.bpmn?raw'), import('./forms')]);
    return {
      xml, decisions: {}, forms: {
        answer: form('Your answer', [{ name: 'action', label: 'What do you do?', kind: 'choice', choices: [words('go', 'I go and look'), words('call', 'I call the patient'), words('false_alarm', 'False alarm')] }]),
        close: form('What was done', [{ name: 'summary', label: 'Summary', kind: 'textarea' }]),
      },
    };
  },
};
export type TemplateName = keyof typeof TEMPLATES;
