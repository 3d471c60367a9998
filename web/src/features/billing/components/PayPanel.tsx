/** Paying with the built-in test gateway: three test cards stand for what a real card can do. The answer arrives live. */
import { Button, Loader, Radio } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { formatMoney } from '@/lib/money';
import { dueOf, isOpen, usePay, type Card, type InvoiceDetail } from '../api/invoices';
import css from './Bills.module.css';

const cards: Card[] = ['tok_ok', 'tok_declined', 'tok_slow'];

/** Facts bring the result; should the line be down, ask again now and then. */
function useResult(id: string, waiting: boolean) {
  const qc = useQueryClient();
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void qc.invalidateQueries({ queryKey: ['invoices', id] }), 4_000);
    return () => clearInterval(timer);
  }, [qc, id, waiting]);
}

export function PayPanel({ invoice }: { invoice: InvoiceDetail }) {
  const { t } = useTranslation('billing');
  const [card, setCard] = useState<Card>('tok_ok');
  const pay = usePay(invoice.id);
  const running = pay.isPending || invoice.payments.some(isOpen);
  useResult(invoice.id, running);
  const last = invoice.payments.at(-1);
  const amount = formatMoney({ minor: dueOf(invoice), currency: invoice.currency });
  return (
    <Section title={t('pay.title')} framed className={css.noprint}>
      {running ? <p className={css.say} role="status"><Loader size="sm" />{t('pay.running')}</p> : (
        <>
          <p className={css.test}>{t('pay.test')}</p>
          {last?.status === 'failed' ? <p role="alert">{t('pay.failed')}</p> : null}
          <Radio.Group value={card} onChange={(value) => setCard(value as Card)} label={t('pay.card')} mb="md">
            <div className={css.cards}>{cards.map((value) => <Radio key={value} value={value} label={t(`pay.${value}`)} />)}</div>
          </Radio.Group>
          <Button fullWidth onClick={() => pay.mutate(card)}>{t('pay.button', { amount })}</Button>
        </>
      )}
    </Section>
  );
}
