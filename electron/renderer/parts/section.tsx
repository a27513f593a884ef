import { Heading } from '@digdir/designsystemet-react';
import { useId, type ReactNode } from 'react';

export function Section(props: { readonly title: string; readonly children: ReactNode }) {
  const title = useId();
  return (
    <section aria-labelledby={title} className="section">
      <Heading id={title} level={2} data-size="2xs">
        {props.title}
      </Heading>
      {props.children}
    </section>
  );
}
