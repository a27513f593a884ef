import type { ReactNode } from 'react';
import './records.css';

export type Pair = readonly [name: string, value: ReactNode];

/** Names and values of one thing. */
export const Pairs = ({ pairs }: { readonly pairs: readonly Pair[] }) => (
  <dl className="pairs">
    {pairs.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
