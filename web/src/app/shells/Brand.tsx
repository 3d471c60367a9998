/** The mark: a pulse that becomes a horizon line. Drawn, so that it follows the theme. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M5 18.5h6.2l2.6-8.5 4.4 13 2.7-8 1.4 3.5H27" fill="none" stroke="var(--surface)" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
