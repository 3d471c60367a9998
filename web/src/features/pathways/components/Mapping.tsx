import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { restingPlaces } from '../model/resting';
import css from './Migrate.module.css';

type Props = { before: string; after: string; names: { before: Map<string, string>; after: Map<string, string> }; mapping: Record<string, string>; onChange: (mapping: Record<string, string>) => void };

/** Where a case may rest that the new version does not have: which place takes it over. */
export function Mapping({ before, after, names, mapping, onChange }: Props) {
  const { t } = useTranslation('pathways');
  const places = useMemo(() => ({ before: restingPlaces(before), after: restingPlaces(after) }), [before, after]);
  const gone = places.before.filter((old) => !places.after.some((place) => place.id === old.id));
  if (!gone.length) return <p className={css.hint}>{t('migrate.same_places')}</p>;
  return (
    <div className={css.mapping}>
      <p className={css.hint}>{t('migrate.gone')}</p>
      {gone.map((old) => (
        <NativeSelect key={old.id} label={names.before.get(old.id) ?? old.id} value={mapping[old.id] ?? ''}
          data={[{ value: '', label: t('migrate.no_place') }, ...places.after.filter((place) => place.kind === old.kind).map((place) => ({ value: place.id, label: names.after.get(place.id) ?? place.id }))]}
          onChange={(event) => {
            const { [old.id]: _gone, ...rest } = mapping;
            onChange(event.currentTarget.value ? { ...rest, [old.id]: event.currentTarget.value } : rest);
          }} />
      ))}
    </div>
  );
}
