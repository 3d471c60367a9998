/** What can be said about the selected thing. One section per matter; only those that apply to it. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Item } from '../modeler/types';
import { beginsCases } from '../model/begins';
import { eventOf, eventsOf, is, mayAsk } from '../model/standard';
import { BorderSection } from './BorderSection';
import { CallSection } from './CallSection';
import { DecisionSection } from './DecisionSection';
import { FlowSection } from './FlowSection';
import { GeneralSection } from './GeneralSection';
import { HumanSection } from './HumanSection';
import { MessageSection } from './MessageSection';
import { NextSection } from './NextSection';
import { SignalSection } from './SignalSection';
import css from './Panel.module.css';
import { RepeatSection } from './RepeatSection';
import { StartSection } from './StartSection';
import { StepSection } from './StepSection';
import { useStudio } from './studio';
import { TimerSection } from './TimerSection';

export function Panel({ item }: { item: Item }) {
  const { t } = useTranslation('pathways');
  const { problems } = useStudio();
  const node = item.businessObject;
  const mine = problems.filter((problem) => problem.element_id === item.id);
  const human = is(node, 'UserTask') || is(node, 'ManualTask');
  const sends = is(node, 'SendTask') || is(node, 'ReceiveTask');
  const named = (['Signal', 'Error', 'Escalation'] as const).find((kind) => eventsOf(node).length > 0 && eventOf(node, kind));
  return (
    <aside className={css.panel} aria-label={t('panel.label')}>
      <header className={css.head}><h2>{t(`type.${kindName(item)}`, { defaultValue: t('type.other') })}</h2></header>
      {mine.map((problem) => (
        <div key={problem.code + problem.message} className={css.problem} data-severity={problem.severity} role="note">
          <strong>{problem.message}</strong>{problem.remedy ? <span>{problem.remedy}</span> : null}
        </div>
      ))}
      <GeneralSection item={item} />
      {beginsCases(item) ? <StartSection item={item} /> : null}
      {mayAsk(item) ? <FlowSection item={item} /> : null}
      {human || is(node, 'ReceiveTask') ? <HumanSection item={item} /> : null}
      {is(node, 'ServiceTask') ? <StepSection item={item} /> : null}
      {is(node, 'BusinessRuleTask') ? <DecisionSection item={item} /> : null}
      {is(node, 'CallActivity') ? <CallSection item={item} /> : null}
      {eventsOf(node).length && eventOf(node, 'Timer') ? <TimerSection item={item} /> : null}
      {sends || (eventsOf(node).length && eventOf(node, 'Message')) ? <MessageSection item={item} /> : null}
      {named ? <SignalSection item={item} kind={named} /> : null}
      {is(node, 'BoundaryEvent') || (is(node, 'StartEvent') && item.parent?.businessObject.get('triggeredByEvent')) ? <BorderSection item={item} /> : null}
      {is(node, 'ScriptTask') || is(node, 'Transaction') || is(node, 'AdHocSubProcess') ? <Text c="dimmed">{t('panel.not_run')}</Text> : null}
      {is(node, 'Activity') ? <RepeatSection item={item} /> : null}
      {is(node, 'FlowNode') ? <NextSection item={item} /> : null}
    </aside>
  );
}

/** `UserTask`, `BoundaryEvent.Timer`, `SequenceFlow`: what the heading says. */
function kindName(item: Item): string {
  const node = item.businessObject;
  const type = node.$type.replace('bpmn:', '');
  const event = eventsOf(node)[0]?.$type.replace('bpmn:', '').replace('EventDefinition', '');
  return event ? `${type}_${event}` : type;
}
