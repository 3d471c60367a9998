/** The free beds of a ward, one to choose. */
import { Chip } from '@mantine/core';
import type { Ward } from '../api/beds';
import css from './Beds.module.css';

export function FreeBeds({ ward, chosen, onChoose }: { ward: Ward; chosen: string; onChoose: (id: string) => void }) {
  const free = ward.beds.filter((bed) => bed.status === 'free');
  if (free.length === 0) return null;
  return (
    <fieldset className={css.choice}>
      <legend>{ward.name}</legend>
      <Chip.Group value={chosen} onChange={(id) => onChoose(String(id))}>
        <div className={css.chips}>{free.map((bed) => <Chip key={bed.id} value={bed.id}>{bed.label}</Chip>)}</div>
      </Chip.Group>
    </fieldset>
  );
}
