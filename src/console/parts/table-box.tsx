import type { ReactNode } from 'react';

/** Around a table: where the screen is narrower, the table scrolls in its box and the page does not. */
export const TableBox = (props: { readonly label: string; readonly children: ReactNode }) => (
  // The keyboard must be able to scroll it.
  <div className="table-box" role="group" aria-label={props.label} tabIndex={0}>
    {props.children}
  </div>
);
