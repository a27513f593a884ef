import { Link } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';

/** An address that others wrote: a link where it is https, else only its text. Opens apart, and tells nothing of this page. */
export function WebLink(props: {
  readonly url: string;
  readonly lang?: string | undefined;
  /** Absent: the address itself. */
  readonly children?: ReactNode;
}) {
  const { url, lang, children = <span className="mono">{url}</span> } = props;
  if (!isHttps(url)) return children;
  return (
    <Link href={url} target="_blank" rel="noopener noreferrer" {...(lang === undefined ? {} : { lang })}>
      {children}
    </Link>
  );
}

export function isHttps(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:';
}
