/** Keeps the payer's authorization number for the next attempt. */
import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '@/lib/explain';
import { notifyDone } from '@/lib/notify';
import { useAuthorize } from '../api/claims';

export function Authorize({ claim }: { claim: { id: string; authorization: string } }) {
  const { t } = useTranslation('insurance');
  const [number, setNumber] = useState(claim.authorization);
  const authorize = useAuthorize(claim.id);
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    authorize.mutate(number.trim(), { onSuccess: () => notifyDone(t('authorize.done')) });
  };
  return (
    <form onSubmit={send}>
      <Group gap="xs" align="end">
        <TextInput label={t('authorize.label')} value={number} maxLength={50} required onChange={(event) => setNumber(event.currentTarget.value)}
          error={authorize.error ? explain(authorize.error).advice : null} />
        <Button type="submit" variant="default" loading={authorize.isPending} disabled={!number.trim() || number.trim() === claim.authorization}>{t('authorize.verb')}</Button>
      </Group>
    </form>
  );
}
