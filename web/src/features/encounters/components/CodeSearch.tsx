/** A code by words or by its beginning: type, arrow, Enter. Which code set, and of which edition, is said below. */
import { Combobox, Loader, SegmentedControl, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codesQuery, codeSetsQuery, ICD10, type Code } from '../api/codes';
import { useFormats } from '../formats';
import css from './Chart.module.css';

type Props = {
  id?: string; label: string; placeholder: string; onChoose: (code: Code, system: string) => void;
  /** The date of service, YYYY-MM-DD: codes of the edition in force on that day. */
  on?: string | null;
  /** Which sets there are to choose from: the diagnoses only, every set, or what the hospital has brought. */
  sets?: 'diagnoses' | 'all' | 'brought';
};

export function CodeSearch({ id, label, placeholder, onChoose, on = null, sets = 'diagnoses' }: Props) {
  const { t } = useTranslation('encounters');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 120);
  const { date } = useFormats();
  const there = useQuery(codeSetsQuery(on)).data?.items ?? [];
  const choice = there.filter(({ system }) => (sets === 'all' ? true : (system === ICD10) === (sets === 'diagnoses')));
  const [chosen, setChosen] = useState<string | null>(null);
  const set = choice.find(({ system }) => system === chosen) ?? choice[0];
  const system = set?.system ?? ICD10;
  const { data, isFetching, error } = useQuery({ ...codesQuery(search, system, on), placeholderData: keepPreviousData });
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const items = search.length >= 2 ? data?.items ?? [] : [];
  // The best match is chosen by Enter alone.
  const first = items[0]?.code;
  const chooseFirst = useEffectEvent(() => box.selectFirstOption());
  useEffect(() => { if (first) chooseFirst(); }, [first]);
  if (sets === 'brought' && !set) return null;
  return (
    <div>
    {choice.length > 1 ? <SegmentedControl size="xs" mb={4} aria-label={t('codes.set')} value={system} onChange={setChosen} data={choice.map((one) => ({ value: one.system, label: one.title }))} /> : null}
    <Combobox
      store={box} withinPortal={false}
      onOptionSubmit={(code) => {
        const found = items.find((one) => one.code === code);
        if (found) onChoose(found, system);
        setText('');
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          {...(id ? { id } : {})} label={label} placeholder={placeholder} value={text} leftSection={<Search size={16} aria-hidden />} rightSection={isFetching && search.length >= 2 ? <Loader size={16} /> : null}
          onChange={(event) => { setText(event.currentTarget.value); box.openDropdown(); box.updateSelectedOptionIndex(); }}
          onFocus={() => box.openDropdown()} onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={search.length < 2}>
        <Combobox.Options mah={320} className={css.options ?? ''}>
          {items.map((one) => <Combobox.Option key={one.code} value={one.code}><span className={css.code}>{one.code}</span>{one.display}</Combobox.Option>)}
          {items.length === 0 ? <Combobox.Empty>{error ? t('codes.failed') : isFetching ? t('codes.searching') : t('codes.none')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
    {set ? <p className={css.small}>{on ? t('codes.on', { title: set.title, edition: set.edition, date: date(on) }) : t('codes.edition', { title: set.title, edition: set.edition })}{set.notice ? ` · ${set.notice}` : ''}</p> : null}
    </div>
  );
}
