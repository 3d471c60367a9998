/** The drawings of a case: its own and those it calls, each with the tokens that stand on it. It opens on the one where the case stands. */
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import type { CaseShown } from '../api/cases';
import { callsOf, drawingsOf, marksOf, standing, standsOn } from '../marks';
import css from './Case.module.css';

export function CaseDiagram({ shown, onSelect }: { shown: CaseShown; onSelect: (element: string) => void }) {
  const { t } = useTranslation('workflows');
  const drawings = useMemo(() => drawingsOf(shown), [shown]);
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? standsOn(shown);
  const drawing = drawings.find((one) => one.id === id) ?? drawings[0]!;
  const marks = useMemo(() => marksOf(shown, drawing.xml), [shown, drawing]);
  const pick = (element: string) => {
    const called = callsOf(drawing.xml).get(element);
    if (called && drawings.some((one) => one.id === called)) setChosen(called);
    else onSelect(element);
  };
  return (
    <>
      {drawings.length > 1 ? <SegmentedControl className={css.drawings ?? ''} aria-label={t('case.drawings')} value={drawing.id} onChange={setChosen} data={drawings.map((one) => ({ value: one.id, label: one.name }))} /> : null}
      <BpmnDiagram key={drawing.id} xml={drawing.xml} name={drawing.name} height={440} {...marks} summary={standing(shown, t('case.at'), t('case.ended'))} onSelect={pick} />
    </>
  );
}
