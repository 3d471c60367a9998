/** What was done, from the catalogue; the bill is made from this. */
import { ActionIcon, NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useServices, type Service } from '../api/chart';
import { servicesQuery } from '../api/codes';
import css from './Chart.module.css';

type Props = { id: string; rows: Service[]; writable?: boolean };

export function Services({ id, rows, writable = false }: Props) {
  const { t } = useTranslation('encounters');
  const { add, drop } = useServices(id);
  const { data } = useQuery({ ...servicesQuery, enabled: writable });
  const left = (data?.items ?? []).filter((one) => !rows.some((row) => row.code === one.code));
  const unpriced = rows.filter((row) => data?.items.some((one) => one.code === row.code && !one.priced));
  return (
    <section className={css.part} aria-label={t('services.title')}>
      <div className={css.head}><h2>{t('services.title')}</h2></div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id} className="arrive">
              <span className={css.words}><span className={css.code}>{row.code}</span>{row.display}</span>
              {writable ? (
                <NumberInput size="xs" w={72} min={1} max={99} clampBehavior="strict" aria-label={t('services.units', { name: row.display })} value={row.units} onChange={(value) => typeof value === 'number' && value !== row.units && add.mutate({ code: row.code, units: value })} />
              ) : <span className={css.tag}>× {row.units}</span>}
              {writable ? <ActionIcon size={28} aria-label={t('services.drop', { name: row.display })} disabled={drop.isPending} onClick={() => drop.mutate(row.id)}><X size={16} /></ActionIcon> : null}
            </li>
          ))}
        </ul>
      ) : writable ? null : <p className={css.quiet}>{t('services.none')}</p>}
      {unpriced.length ? <p className={css.quiet} role="status">{t('services.unpriced_hint', { codes: unpriced.map((row) => row.code).join(', ') })}</p> : null}
      {writable ? (
        <Select
          id="note-services" label={t('services.add')} placeholder={t('services.example')} searchable value={null} nothingFoundMessage={t('services.nothing')} comboboxProps={{ withinPortal: false }}
          data={left.map((one) => ({ value: one.code, label: `${one.code}  ${one.display}${one.priced ? '' : ` · ${t('services.unpriced')}`}` }))} onChange={(code) => code && add.mutate({ code, units: 1 })} key={rows.length}
        />
      ) : null}
    </section>
  );
}
