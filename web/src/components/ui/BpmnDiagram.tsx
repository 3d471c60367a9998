/** A pathway's diagram with its tokens. The drawing kit is heavy, so it comes only when a diagram is looked at. */
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { DiagramProps } from './bpmn/Diagram';

const Diagram = lazy(() => import('./bpmn/Diagram'));

export function BpmnDiagram(props: DiagramProps) {
  return <Suspense fallback={<Skeleton height={props.height ?? 420} radius="md" />}><Diagram {...props} /></Suspense>;
}
export type { DiagramProps } from './bpmn/Diagram';
