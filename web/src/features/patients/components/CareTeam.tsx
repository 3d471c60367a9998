/** Who takes care of the patient and may open the record. Reception adds and removes the care team; visits and stays add their own. */
import { Button } from '@mantine/core';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { TimeText } from '@/components/ui/TimeText';
import { useJoinCareTeam, useLeaveCareTeam, type PatientPage } from '../api/patients';
import { byClinician, type Carer } from './care';
import { ClinicianChoice } from './ClinicianChoice';
import rows from './Rows.module.css';
import css from './CareTeam.module.css';

type Care = PatientPage['care'][number];

export function CareRows({ care, onRemove }: { care: Care[]; onRemove?: (carer: Carer) => void }) {
  const { t } = useTranslation('patients');
  if (care.length === 0) return <EmptyState compact title={t('care.none')} hint={t('care.none_hint')} />;
  return (
    <ul className={rows.rows}>
      {byClinician(care).map((one) => (
        <li key={one.practitioner_id} className={rows.row}>
          <div className={rows.words}>
            <strong>{one.name || t('care.left')}</strong>
            <span>{one.kinds.map((kind) => t(`care.${kind}`)).join(', ')} · {t('care.since')} <TimeText at={one.since} as="date" />{one.until ? <> · {t('care.until')} <TimeText at={one.until} as="date" /></> : null}</span>
          </div>
          {one.manual && onRemove ? <Button variant="default" onClick={() => onRemove(one)} aria-label={t('care.remove_named', { name: one.name })}>{t('common:remove')}</Button> : null}
        </li>
      ))}
    </ul>
  );
}

export function EditableCareTeam({ patientId, name, care }: { patientId: string; name: string; care: Care[] }) {
  const { t } = useTranslation('patients');
  const confirm = useConfirm();
  const leave = useLeaveCareTeam(patientId);
  const remove = async (one: Carer) => {
    const yes = await confirm({ title: t('care.remove_title', { name: one.name }), body: t('care.remove_body', { patient: name }), verb: t('common:remove'), destructive: true });
    if (yes) leave.mutate(one.practitioner_id);
  };
  return (
    <div className={css.stack}>
      <CareRows care={care} onRemove={(one) => void remove(one)} />
      <AddClinician patientId={patientId} />
    </div>
  );
}

function AddClinician({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients');
  const join = useJoinCareTeam(patientId);
  const [chosen, setChosen] = useState<string | null>(null);
  const add = () => chosen && join.mutate(chosen, { onSuccess: () => setChosen(null) });
  return (
    <div className={css.add}>
      <ClinicianChoice aria-label={t('care.choose')} placeholder={t('care.choose')} value={chosen} onChange={setChosen} className={css.choice} />
      <Button variant="default" leftSection={<UserPlus size={16} aria-hidden />} disabled={!chosen} loading={join.isPending} onClick={add}>{t('common:add')}</Button>
    </div>
  );
}
