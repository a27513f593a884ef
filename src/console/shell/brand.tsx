import { Link } from '@tanstack/react-router';

/** The product's mark and whose console this is; leads to the overview. */
export const Brand = ({ organisation }: { readonly organisation: string }) => (
  <Link to="/" className="brand">
    <Mark />
    <span className="brand-name">Portvakt</span>
    <span className="brand-of">{organisation}</span>
  </Link>
);

/** The gate of the tray's icon. */
export const Mark = () => (
  <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false" className="mark">
    <rect x="2" y="2" width="60" height="60" rx="14" />
    <path d="M15 50V31a17 17 0 0 1 34 0v19z" />
    <path d="M24 35l6 6.400L40.500 29" />
  </svg>
);
