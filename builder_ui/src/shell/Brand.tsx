/** The product's mark. */
export function Brand({ size = 24 }: Readonly<{ size?: number }>) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="7" fill="var(--accent-fill)" />
      <path d="M9 9.5h14M9 16h9M9 22.5h5" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" fill="none" />
      <path d="m18.500 22 2.400 2.400 4.600-5" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" fill="none" />
    </svg>
  );
}
