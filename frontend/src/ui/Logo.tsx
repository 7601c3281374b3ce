/** The mark: two banks and the water between them. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" aria-hidden>
      <rect width="26" height="26" rx="7" fill="var(--accent-solid)" />
      <path d="M7 6.5v13M19 6.5v13" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="M7 10.2c3 0 3 2.4 6 2.4s3-2.4 6-2.4M7 15.2c3 0 3 2.4 6 2.4s3-2.4 6-2.4"
        stroke="var(--on-accent)"
        strokeWidth="1.9"
        fill="none"
        strokeLinecap="round"
      />
    </svg>
  );
}
