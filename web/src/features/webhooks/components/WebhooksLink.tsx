import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** On the list of pathways: the way to who is told of them. */
export default function WebhooksLink() {
  const { t } = useTranslation('webhooks');
  return <Button component={Link} to="/pathways/webhooks" variant="default" leftSection={<Webhook size={16} aria-hidden />}>{t('title')}</Button>;
}
