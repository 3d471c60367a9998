/** A new patient shows who he is: pictures of an identity document for the desk, or he brings it with him. */
import { Button, FileButton, NativeSelect, Radio, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Camera as CameraIcon, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { jpeg, picture } from '@/lib/pictures';
import type { TaskScreenProps } from '@/lib/tasks';
import { myIdentityQuery, PAPERS, pictureUrl, useTakePicture, type Evidence, type Side } from '../api/identity';
import { Camera } from './Camera';
import form from './Camera.module.css';
import css from './Identity.module.css';

export default function ShowIdentity({ answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('patients_onboarding');
  const { data } = useQuery(myIdentityQuery);
  const [how, setHow] = useState(answers.how === 'desk' ? 'desk' : 'pictures');
  const [document, setDocument] = useState(typeof answers.document === 'string' ? answers.document : 'identity_card');
  const [tried, setTried] = useState(false);
  if (!data) return <Skeleton height={320} radius="md" />;
  const evidence = data.evidence?.status === 'draft' ? data.evidence : null;
  const keep = (next: { how: string; document: string }) => { setHow(next.how); setDocument(next.document); onChange(next); };
  const submit = () => {
    setTried(true);
    if (how === 'desk') onComplete({ how });
    else if (evidence?.front) onComplete({ how, document });
  };
  return (
    <form className={form.form} noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <FormProblem problem={problem} />
      {data.evidence?.status === 'returned' ? <p role="status" className={css.returned}><strong>{t('show.returned')}</strong> {data.evidence.reason}</p> : null}
      <Radio.Group label={t('show.how')} value={how} onChange={(next) => keep({ how: next, document })}>
        <div className={css.ways}>{(['pictures', 'desk'] as const).map((one) => <Radio key={one} value={one} label={t(`show.${one}`)} />)}</div>
      </Radio.Group>
      {how === 'pictures' ? (
        <>
          <NativeSelect label={t('show.document')} value={document} onChange={(event) => keep({ how, document: event.currentTarget.value })} data={PAPERS.map((value) => ({ value, label: t(`documents.${value}`) }))} />
          <OneSide side="front" evidence={evidence} {...(tried && !evidence?.front ? { missing: t('show.please') } : {})} />
          <OneSide side="back" evidence={evidence} />
          <p className={css.quiet}>{t('show.who_sees', { count: data.keep_days })}</p>
        </>
      ) : null}
      <div><Button type="submit" loading={busy}>{t(how === 'pictures' ? 'show.send' : 'show.come')}</Button></div>
    </form>
  );
}

function OneSide({ side, evidence, missing }: { side: Side; evidence: Evidence | null; missing?: string }) {
  const { t } = useTranslation('patients_onboarding');
  const take = useTakePicture();
  const [camera, setCamera] = useState(false);
  const [unreadable, setUnreadable] = useState(false);
  const send = (content: Blob) => { setCamera(false); take.mutate({ side, content }); };
  const choose = async (file: File | null) => {
    const found = file && (await picture(file));
    setUnreadable(!!file && !found);
    if (found) send(await jpeg(found, 'page'));
  };
  const there = evidence?.[side] ? evidence : null;
  return (
    <fieldset className={css.side}>
      <legend>{t(`show.${side}`)}</legend>
      <FormProblem problem={take.error} />
      {unreadable ? <p role="alert">{t('show.unreadable')}</p> : missing ? <p role="alert">{missing}</p> : null}
      {there && !camera ? <img className={css.picture} src={pictureUrl('my', side, there)} alt={t(`show.side_${side}`)} /> : null}
      {camera ? <Camera shape="page" onTaken={send} onClose={() => setCamera(false)} /> : (
        <div className={css.buttons}>
          <Button variant={there || side === 'back' ? 'default' : 'filled'} leftSection={<CameraIcon size={18} aria-hidden />} loading={take.isPending} onClick={() => setCamera(true)}>{t(there ? 'show.again' : 'show.take')}</Button>
          <FileButton accept="image/jpeg,image/png,image/webp" onChange={(file) => void choose(file)}>
            {(props) => <Button {...props} variant="default" leftSection={<Upload size={18} aria-hidden />}>{t('show.file')}</Button>}
          </FileButton>
        </div>
      )}
    </fieldset>
  );
}
