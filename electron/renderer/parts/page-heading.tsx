import { Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, type ReactNode } from 'react';

/** The heading of a page. It takes the focus when the page comes, so that a screen reader begins there, as the eye does. */
export function PageHeading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Heading ref={heading} level={1} data-size="sm" tabIndex={-1} className="page-heading">
      {children}
    </Heading>
  );
}
