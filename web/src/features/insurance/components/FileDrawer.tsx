/** A file as it was sent or received, one segment a line. */
import { Anchor, Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { TimeText } from '@/components/ui/TimeText';
import { rawQuery, type ClaimFile } from '../api/remittances';
import { segmentsOf } from '../segments';
import css from './Claims.module.css';

type Props = { file: ClaimFile | null; onClose: () => void; /** The claim's number: only what concerns it is shown. */ about?: string };

export function FileDrawer({ file, onClose, about }: Props) {
  const { t } = useTranslation('insurance');
  return (
    <Drawer opened={file !== null} onClose={onClose} closeButtonProps={{ 'aria-label': t('common:close') }} position="right" size="xl" title={file ? t('file.title', { kind: file.kind, name: file.name }) : ''}>
      {file ? <Inside file={file} about={about} /> : null}
    </Drawer>
  );
}

function Inside({ file, about }: { file: ClaimFile; about: string | undefined }) {
  const { t } = useTranslation('insurance');
  const { data, error, refetch } = useQuery(rawQuery(file.id));
  return (
    <>
      <KeyValue columns={2} items={[
        { label: t('file.at'), value: <TimeText at={file.created_at} /> },
        { label: t('file.status'), value: t(`file.statuses.${file.status}` as 'file.statuses.sent', file.status) },
        { label: t('file.control'), value: file.control },
        { label: t('file.size'), value: t('file.bytes', { count: file.size }) },
        file.reason ? { label: t('file.reason'), value: file.reason, wide: true } : null,
      ]} />
      <p><Anchor href={`/api/interchanges/${file.id}/raw`} download>{t('file.download')}</Anchor></p>
      {error ? <ErrorState problem={error} onRetry={() => void refetch()} compact /> : data === undefined ? <Skeleton height={240} /> : <Segments text={data} about={about} />}
    </>
  );
}

const MOST = 2_000;

function Segments({ text, about }: { text: string; about: string | undefined }) {
  const { t } = useTranslation('insurance');
  const { segments, element, partial } = segmentsOf(text, about);
  return (
    <div className={css.raw} dir="ltr">
      {partial ? <p>{t('file.partial')}</p> : null}
      <ol>
        {segments.slice(0, MOST).map((segment, index) => {
          const [id, ...rest] = segment.split(element);
          return <li key={index}><b>{id}</b>{rest.length ? element + rest.join(element) : ''}</li>;
        })}
      </ol>
      {segments.length > MOST ? <p>{t('file.more', { count: segments.length - MOST })}</p> : null}
    </div>
  );
}
