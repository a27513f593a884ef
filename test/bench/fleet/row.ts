/** One line of the result: what was measured, what is aimed at. */
export type Row = {
  readonly what: string;
  readonly measured: string;
  /** The figure that the aim is about. */
  readonly figure?: number;
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number };
};

/** Shows rows as soon as they are there. */
export type Tell = (...rows: readonly Row[]) => void;

export function isMet({ figure, aim }: Row): boolean | undefined {
  if (figure === undefined || aim === undefined) return undefined;
  return 'atMost' in aim ? figure <= aim.atMost : figure >= aim.atLeast;
}

export function show(row: Row, judges: boolean): string {
  const { aim, figure, measured, what } = row;
  const met = judges ? isMet(row) : undefined;
  const words = aim === undefined ? '' : 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
  const number = figure === undefined ? '' : figure >= 100 ? figure.toFixed(0) : figure.toFixed(2);
  return `${what.padEnd(62)} ${number.padStart(9)} ${words.padStart(9)}  ${verdict.padEnd(7)} ${measured}`;
}
