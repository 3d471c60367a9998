/**
 * The drawings of a case: its own and those it calls, each with the tokens that stand on it. It opens on the one where the case
 * stands and stays there: who wants to see it go from drawing to drawing follows it, and leaves it by choosing one.
 */
import { SegmentedControl, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import type { CaseShown } from '../api/cases';
import { callsOf, drawingsOf, marksOf, nameIn, standing, standsOn } from '../marks';
import css from './Case.module.css';

export function CaseDiagram({ shown, onSelect }: { shown: CaseShown; onSelect: (element: string) => void }) {
  const { t } = useTranslation('workflows');
  const drawings = useMemo(() => drawingsOf(shown), [shown]);
  const [chosen, setChosen] = useState(() => standsOn(shown));
  const [follows, setFollows] = useState(false);
  const id = follows ? standsOn(shown) : chosen;
  const open = (drawing: string) => { setChosen(drawing); setFollows(false); };
  const drawing = drawings.find((one) => one.id === id) ?? drawings[0]!;
  const marks = useMemo(() => marksOf(shown, drawing), [shown, drawing]);
  const pick = (element: string) => {
    const called = callsOf(drawing.xml).get(element);
    if (called && drawings.some((one) => one.id === called)) open(called);
    else onSelect(nameIn(drawing, element));
  };
  return (
    <>
      {drawings.length > 1 ? (
        <div className={css.drawings}>
          <SegmentedControl aria-label={t('case.drawings')} value={drawing.id} onChange={open} data={drawings.map((one) => ({ value: one.id, label: one.name }))} />
          {shown.ended_at ? null : <Switch label={t('case.follow')} checked={follows} onChange={(event) => { setChosen(drawing.id); setFollows(event.currentTarget.checked); }} />}
        </div>
      ) : null}
      <BpmnDiagram key={drawing.id} xml={drawing.xml} name={drawing.name} height={440} {...marks} summary={standing(shown, t('case.at'), t('case.ended'))} onSelect={pick} />
    </>
  );
}
