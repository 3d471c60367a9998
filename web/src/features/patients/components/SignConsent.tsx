/** One text of the hospital read and signed: with a drawn signature, a typed name, or (at the desk) on paper. */
import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { textsOfQuery, useSignConsent, type SignBody } from '../api/consents';
import css from './Camera.module.css';
import { SignaturePad } from './SignaturePad';

export default function SignConsent({ who, name, given, onClose }: { who: string; name: string; given: string[]; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const { data } = useQuery(textsOfQuery(who));
  const sign = useSignConsent(who);
  const texts = data?.items ?? [];
  const [kind, setKind] = useState('');
  const [signed, setSigned] = useState<NonNullable<SignBody['signed']>>('drawn');
  const [signature, setSignature] = useState(name);
  const [strokes, setStrokes] = useState<number[][]>([]);
  const text = texts.find((one) => one.kind === kind) ?? texts.find((one) => !given.includes(`${one.kind} ${one.text_version}`)) ?? texts[0];
  const ways = (who === 'my' ? ['drawn', 'typed'] as const : ['drawn', 'typed', 'paper'] as const).map((value) => ({ value, label: t(`sign.${value}`) }));
  const submit = () => text && sign.mutate({ kind: text.kind, signature: signature.trim(), signed, language: text.language, strokes: signed === 'drawn' ? strokes : null }, {
    onSuccess: () => { notifyDone(t('sign.done')); onClose(); },
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('sign.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <div className={css.form}>
        <FormProblem problem={sign.error} />
        <NativeSelect label={t('sign.text')} value={text?.kind ?? ''} onChange={(event) => setKind(event.target.value)} data={texts.map((one) => ({ value: one.kind, label: one.title }))} />
        {text ? <div className={css.text} lang={text.language}>{text.body}</div> : null}
        <SegmentedControl fullWidth value={signed} onChange={(value) => setSigned(value as typeof signed)} data={ways} aria-label={t('sign.how')} />
        {signed === 'drawn' ? <SignaturePad strokes={strokes} onChange={setStrokes} label={t('sign.field')} /> : null}
        {signed === 'paper' ? <p>{t('sign.paper_hint')}</p> : null}
        <TextInput label={t('sign.name')} value={signature} maxLength={120} autoComplete="name" onChange={(event) => setSignature(event.target.value)} />
        <div><Button loading={sign.isPending} disabled={!text || !signature.trim() || (signed === 'drawn' && strokes.length === 0)} onClick={submit}>{t('sign.go')}</Button></div>
      </div>
    </Modal>
  );
}
