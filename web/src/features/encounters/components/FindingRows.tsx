/** The lines of a report that is typed in: a whole panel by one choice, or one value after the other. */
import { ActionIcon, Autocomplete, Button, Checkbox, Menu, TextInput } from '@mantine/core';
import { ChevronDown, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Analyte } from '../api/results';
import { blank, isFilled, of, type Typed } from '../results';
import css from './Results.module.css';

type Props = { analytes: Analyte[]; rows: Typed[]; onChange: (rows: Typed[], title?: string) => void };

export function FindingRows({ analytes, rows, onChange }: Props) {
  const { t } = useTranslation('encounters');
  const panels = [...new Set(analytes.map((one) => one.panel).filter(Boolean))];
  const put = (at: number, part: Partial<Typed>) => onChange(rows.map((row, n) => (n === at ? { ...row, ...part } : row)));
  function name(at: number, typed: string) {
    const known = analytes.find((one) => one.name === typed);
    put(at, known ? of(known, rows[at]) : { name: typed, code: '' });
  }
  const panel = (key: string) => onChange(
    [...rows.filter((row) => isFilled(row) || row.name), ...analytes.filter((one) => one.panel === key && !rows.some((row) => row.code === one.code)).map((one) => of(one))],
    t(`results.panels.${key}` as 'results.panels.basic'),
  );
  return (
    <div className={css.table}>
      <table className={css.typed}>
        <thead><tr><th>{t('results.name')}</th><th>{t('results.value')}</th><th>{t('results.unit')}</th><th>{t('results.low')}</th><th>{t('results.high')}</th><th>{t('results.flags.A')}</th><th /></tr></thead>
        <tbody>
          {rows.map((row, at) => {
            const words = row.value.trim() !== '' && !/^[<>]?\s*-?\d+([.,]\d+)?$/.test(row.value.trim());
            return (
              <tr key={row.key}>
                <td><Autocomplete aria-label={t('results.name')} data={[...new Set(analytes.map((one) => one.name))]} value={row.name} maxLength={200} onChange={(value) => name(at, value)} /></td>
                <td><TextInput aria-label={t('results.value_of', { name: row.name })} value={row.value} maxLength={200} onChange={(event) => put(at, { value: event.currentTarget.value })} /></td>
                <td><TextInput aria-label={t('results.unit_of', { name: row.name })} value={row.unit} disabled={words} maxLength={30} onChange={(event) => put(at, { unit: event.currentTarget.value })} /></td>
                <td><TextInput aria-label={t('results.low_of', { name: row.name })} value={row.low} disabled={words} inputMode="decimal" maxLength={12} onChange={(event) => put(at, { low: event.currentTarget.value })} /></td>
                <td><TextInput aria-label={t('results.high_of', { name: row.name })} value={row.high} disabled={words} inputMode="decimal" maxLength={12} onChange={(event) => put(at, { high: event.currentTarget.value })} /></td>
                <td>{words ? <Checkbox aria-label={t('results.abnormal_of', { name: row.name })} checked={row.abnormal} onChange={(event) => put(at, { abnormal: event.currentTarget.checked })} mt={8} /> : null}</td>
                <td><ActionIcon variant="subtle" color="gray" aria-label={t('results.drop', { name: row.name })} disabled={rows.length === 1} onClick={() => onChange(rows.filter((_, n) => n !== at))}><X size={16} /></ActionIcon></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Button variant="default" size="compact-sm" onClick={() => onChange([...rows, blank()])} me="xs">{t('results.add')}</Button>
      <Menu>
        <Menu.Target><Button variant="default" size="compact-sm" rightSection={<ChevronDown size={14} />}>{t('results.panel')}</Button></Menu.Target>
        <Menu.Dropdown>{panels.map((key) => <Menu.Item key={key} onClick={() => panel(key)}>{t(`results.panels.${key}` as 'results.panels.basic')}</Menu.Item>)}</Menu.Dropdown>
      </Menu>
    </div>
  );
}
