/** ICD-10-CM by words or by code: type, arrow, Enter. */
import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codesQuery, type Code } from '../api/codes';
import css from './Chart.module.css';

type Props = { id?: string; label: string; placeholder: string; onChoose: (code: Code) => void };

export function CodeSearch({ id, label, placeholder, onChoose }: Props) {
  const { t } = useTranslation('encounters');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 120);
  const { data, isFetching, error } = useQuery({ ...codesQuery(search), placeholderData: keepPreviousData });
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const items = search.length >= 2 ? data?.items ?? [] : [];
  // The best match is chosen by Enter alone.
  const first = items[0]?.code;
  const chooseFirst = useEffectEvent(() => box.selectFirstOption());
  useEffect(() => { if (first) chooseFirst(); }, [first]);
  return (
    <Combobox
      store={box} withinPortal={false}
      onOptionSubmit={(code) => {
        const chosen = items.find((one) => one.code === code);
        if (chosen) onChoose(chosen);
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
  );
}
