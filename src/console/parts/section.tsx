import { Heading } from '@digdir/designsystemet-react';
import { useId, type ReactNode } from 'react';

export function Section(props: {
  readonly title: string;
  /** Beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const title = useId();
  return (
    <section aria-labelledby={title} className="section">
      <div className="section-head">
        <Heading id={title} level={2} data-size="xs">
          {props.title}
        </Heading>
        {props.actions !== undefined && <div className="buttons">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}
