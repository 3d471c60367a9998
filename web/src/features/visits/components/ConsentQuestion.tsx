/** Something in the call needs a yes of everybody: asked so that it cannot be passed over, and no is as near as yes. */
import { Button, Modal } from '@mantine/core';
import { FormProblem } from '@/components/ui/FormProblem';
import css from './Recording.module.css';

type Props = { title: string; asks: string; points: string[]; agree: string; refuse: string; busy: boolean; problem: Error | null; onAnswer: (agree: boolean) => void };

export function ConsentQuestion({ title, asks, points, agree, refuse, busy, problem, onAnswer }: Props) {
  return (
    <Modal opened onClose={() => onAnswer(false)} title={title} centered closeOnClickOutside={false} withCloseButton={false}>
      <div className={css.question}>
        <p>{asks}</p>
        <ul>{points.map((point) => <li key={point}>{point}</li>)}</ul>
        <FormProblem problem={problem} />
        <div className={css.answers}>
          <Button variant="default" disabled={busy} onClick={() => onAnswer(false)}>{refuse}</Button>
          <Button loading={busy} onClick={() => onAnswer(true)}>{agree}</Button>
        </div>
      </div>
    </Modal>
  );
}
