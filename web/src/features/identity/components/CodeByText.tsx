/** A code that comes by text message: ask for it, type it, ask for another one after a while. */
import { Anchor, Button, TextInput } from '@mantine/core';
import { MessageSquareText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/clock';
import type { SmsCode } from '../api/security';
import css from './Forms.module.css';

type Props = { sent: SmsCode | undefined; sending: boolean; onSend: () => void; code: string; onCode: (code: string) => void; wrong: string | null; /** It is what the page is for. */ main?: boolean };

export function CodeByText({ sent, sending, onSend, code, onCode, wrong, main = false }: Props) {
  const { t } = useTranslation('identity');
  if (!sent) return <Button variant={main ? 'filled' : 'default'} leftSection={<MessageSquareText size={16} aria-hidden />} loading={sending} onClick={onSend}>{t('sms.send')}</Button>;
  return (
    <div className={css.stack}>
      <p role="status" className={css.lead}>{t('sms.sent', { to: sent.to.replace('…', '') })}</p>
      <TextInput label={t('sms.code')} description={t('sms.code_hint')} inputMode="numeric" autoComplete="one-time-code" maxLength={7} data-autofocus error={wrong}
        value={code} onChange={(event) => onCode(event.currentTarget.value)} />
      <Again at={sent.again_at} sending={sending} onSend={onSend} />
    </div>
  );
}

function Again({ at, sending, onSend }: { at: string; sending: boolean; onSend: () => void }) {
  const { t } = useTranslation('identity');
  const left = Math.ceil((Date.parse(at) - useNow('second')) / 1000);
  if (left > 0) return <p className={css.lead}>{t('sms.again_in', { count: left })}</p>;
  return <p className={css.lead}><Anchor component="button" type="button" inherit disabled={sending} onClick={onSend}>{t('sms.again')}</Anchor></p>;
}
