/** A patient books a visit. */
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import { BookFlow } from '../components/BookFlow';
import type { Wish } from '../components/TimeChooser';

export default function BookPage() {
  const { t } = useTranslation('scheduling');
  const { replaces, ...wish } = useSearchParams<Wish & { replaces?: string }>();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const title = held ? t('book.check') : wish.specialty || wish.who ? t('book.when') : t('book.who');
  return (
    <>
      <PageHeader title={title} lead={replaces ? t('book.moving') : undefined} back={{ to: '/my/appointments', label: t('mine.title') }} />
      <BookFlow
        wish={wish} replaces={replaces} onHeld={setHeld}
        onWish={(next) => void navigate({ to: '/my/book', search: { ...next, replaces } as never, replace: !!wish.specialty || !!wish.who, resetScroll: false })}
        onBooked={(made) => void navigate({ to: `/my/appointments/${made.id}`, search: { booked: true } as never, replace: true })}
      />
    </>
  );
}
