/** Several pages from the camera, or pictures of a scanner, put in order and made one document, all on this device. */
import { ActionIcon, Button, FileButton } from '@mantine/core';
import { ArrowLeft, ArrowRight, Camera as CameraIcon, RotateCw, Trash2, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/problem';
import { notifyProblem } from '@/lib/notify';
import { pdfOf, type Leaf } from '@/lib/pdf';
import { jpeg, picture } from '@/lib/pictures';
import { Camera } from './Camera';
import css from './ScanPages.module.css';

type Page = { key: number; blob: Blob; url: string; turns: number };
export const MOST_PAGES = 30;
const MOST_BYTES = 10_000_000;

export function ScanPages({ onDone, onClose }: { onDone: (file: File) => void; onClose: () => void }) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const [pages, setPages] = useState<Page[]>([]);
  const [taking, setTaking] = useState(true);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState('');
  const next = useRef(0);
  const urls = useRef<string[]>([]);
  useEffect(() => () => urls.current.forEach((url) => URL.revokeObjectURL(url)), []);
  const room = MOST_PAGES - pages.length;

  function add(blobs: Blob[]) {
    const fresh = blobs.slice(0, room).map((blob) => ({ key: next.current++, blob, url: URL.createObjectURL(blob), turns: 0 }));
    urls.current.push(...fresh.map((one) => one.url));
    setRefused(blobs.length > room ? t('scan.most', { count: MOST_PAGES }) : '');
    setPages((before) => [...before, ...fresh]);
  }
  async function choose(files: File[]) {
    const read = await Promise.all(files.slice(0, room).map(async (file) => { const found = await picture(file); return found ? jpeg(found, 'page') : null; }));
    add(read.filter((one) => one !== null));
    if (read.includes(null)) setRefused(t('scan.no_picture'));
  }
  const change = (key: number, part: Partial<Page>) => setPages(pages.map((one) => (one.key === key ? { ...one, ...part } : one)));
  function swap(at: number, with_: number) {
    const after = [...pages], [one, other] = [after[at], after[with_]];
    if (one && other) { after[at] = other; after[with_] = one; setPages(after); }
  }
  async function finish() {
    setBusy(true);
    try {
      const leaves = await Promise.all(pages.map(leafOf));
      const document = pdfOf(leaves);
      if (document.size > MOST_BYTES) return setRefused(t('scan.too_big'));
      onDone(new File([document], `${t('patients:documents.scanned')}.pdf`, { type: 'application/pdf' }));
    } catch (error) {
      notifyProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  if (taking) return <Camera shape="page" onTaken={(page) => { add([page]); setTaking(false); }} onClose={() => (pages.length ? setTaking(false) : onClose())} extra={<FileChoice onChoose={(files) => { setTaking(false); void choose(files); }} />} />;
  return (
    <div className={css.scan}>
      <p className={css.hint} role="status">{refused || t('scan.pages', { count: pages.length })}</p>
      <ol className={css.pages}>
        {pages.map((page, at) => (
          <li key={page.key}>
            <span className={css.sheet}><span className={css.number} aria-hidden>{at + 1}</span><img src={page.url} alt={t('scan.page', { number: at + 1 })} data-turns={page.turns} /></span>
            <span className={css.tools}>
              <ActionIcon variant="subtle" color="gray" disabled={at === 0} aria-label={t('scan.before', { number: at + 1 })} onClick={() => swap(at, at - 1)}><ArrowLeft size={18} className="flip-rtl" /></ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('scan.turn', { number: at + 1 })} onClick={() => change(page.key, { turns: (page.turns + 1) % 4 })}><RotateCw size={18} /></ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('scan.drop', { number: at + 1 })} onClick={() => setPages(pages.filter((one) => one.key !== page.key))}><Trash2 size={18} /></ActionIcon>
              <ActionIcon variant="subtle" color="gray" disabled={at === pages.length - 1} aria-label={t('scan.after', { number: at + 1 })} onClick={() => swap(at, at + 1)}><ArrowRight size={18} className="flip-rtl" /></ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <div className={css.buttons}>
        <Button loading={busy} disabled={!pages.length} onClick={() => void finish()}>{t('scan.done', { count: pages.length })}</Button>
        <Button variant="default" leftSection={<CameraIcon size={16} aria-hidden />} disabled={room < 1} onClick={() => setTaking(true)}>{t('scan.more')}</Button>
        <FileChoice onChoose={(files) => void choose(files)} disabled={room < 1} />
        <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </div>
  );
}

function FileChoice({ onChoose, disabled = false }: { onChoose: (files: File[]) => void; disabled?: boolean }) {
  const { t } = useTranslation(['patients_papers', 'patients']);
  return <FileButton multiple accept="image/jpeg,image/png,image/webp" onChange={onChoose} disabled={disabled}>{(props) => <Button {...props} variant="default" leftSection={<Upload size={16} aria-hidden />}>{t('scan.files')}</Button>}</FileButton>;
}

/** The picture as it stands on the page: turned, and its size after that. */
async function leafOf(page: Page): Promise<Leaf> {
  const found = await picture(page.blob);
  if (!found) throw new Error('no picture');
  const turned = page.turns ? await jpeg(found, 'page', { turns: page.turns }) : page.blob;
  const [width, height] = page.turns % 2 ? [found.height, found.width] : [found.width, found.height];
  return { jpeg: new Uint8Array(await turned.arrayBuffer()), width, height };
}
