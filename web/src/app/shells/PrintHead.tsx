/** On paper only: which hospital, whose it is (or which of the staff has printed it), and when. A sheet without a name belongs to nobody. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { actingName } from '@/lib/acting';
import { useSession } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { fullTime } from '@/lib/time';

const SCHEME = 'data-mantine-color-scheme';

export function PrintHead({ by = false }: { /** By the staff, for whomever the page is about. */ by?: boolean }) {
  const { t } = useTranslation();
  const { facility, user, acting_for: acting } = useSession();
  const now = useNow();
  useInk();
  return (
    <div className="print-only">
      <strong>{facility.name}</strong> · {by ? null : <>{acting ? actingName() : user.name} · </>}
      {t(by ? 'printed_by' : 'printed', { name: user.name, at: fullTime(now, facility.zone) })}
    </div>
  );
}

/** Paper is white: what is light on a dark screen would be pale on it. */
function useInk() {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | null = null;
    // A browser may say "before" twice, for the preview and for the sheet: what the screen was is what stood there first.
    const paper = () => { before ??= root.getAttribute(SCHEME); root.setAttribute(SCHEME, 'light'); };
    const screen = () => { if (before) root.setAttribute(SCHEME, before); before = null; };
    window.addEventListener('beforeprint', paper);
    window.addEventListener('afterprint', screen);
    return () => { window.removeEventListener('beforeprint', paper); window.removeEventListener('afterprint', screen); };
  }, []);
}
