import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { Children, useEffect, useRef, type ReactNode } from 'react';
import { useWords } from './words.tsx';

/** Set by the router: the first page of a visit leaves the focus where the browser puts it. */
export const navigation = { happened: false };

/**
 * The frame of a page: where it lies, its heading, what can be done with all of it. The heading takes the focus when a
 * person came here by a link, so that a screen reader begins there, as the eye does.
 */
export function PageFrame(props: {
  readonly title: string;
  /** Links to the pages above this one, outermost first. */
  readonly crumbs?: readonly ReactNode[];
  /** Under the heading, in a sentence or two. */
  readonly lead?: ReactNode;
  /** Beside the heading. */
  readonly actions?: ReactNode;
  /** A page that is a table takes the whole width. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
}) {
  const { say } = useWords();
  const { title, crumbs = [], lead, actions, wide = false, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!navigation.happened) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = say('shell.title', { page: title });
  }, [say, title]);
  return (
    <div className={wide ? 'page page-wide' : 'page'}>
      {crumbs.length > 0 && (
        <nav aria-label={say('shell.crumbs')} className="crumbs">
          <ol>
            {Children.map(crumbs, (crumb) => (
              <li>{crumb}</li>
            ))}
          </ol>
        </nav>
      )}
      <div className="page-head">
        <Heading ref={heading} level={1} data-size="md" tabIndex={-1} className="page-heading">
          {title}
        </Heading>
        {actions !== undefined && <div className="buttons">{actions}</div>}
      </div>
      {lead !== undefined && <Paragraph className="page-lead">{lead}</Paragraph>}
      {children}
    </div>
  );
}
