import { plainJson, plainLine, plainText } from './plain-text.ts';

/** Where text goes; `process.stdout` and `process.stderr` are such. */
export type Stream = { readonly isTTY?: boolean; write(text: string): unknown };

export type Cell = string | number | undefined;

/** Everything a command prints goes through here, so that nothing from a server or a file can steer the terminal. */
export type Output = {
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  line(text?: string): void;
  heading(text: string): void;
  /** One line of a plan: `+` added, `-` removed, `~` changed; coloured by its sign. */
  change(sign: '+' | '-' | '~', text: string): void;
  /** Several lines, each indented. */
  block(text: string, indent?: number): void;
  /** Without rows no headings either: `none` is said on standard error. */
  table(headings: readonly string[], rows: readonly (readonly Cell[])[], none?: string): void;
  /** For scripts: one JSON value. */
  json(value: unknown): void;
  /** For scripts: one JSON value on one line. */
  jsonLine(value: unknown): void;
  /** Text word for word; on a terminal without control characters. */
  exact(text: string): void;
  /** On standard error, so that pipes stay clean. */
  note(text: string): void;
  fault(text: string): void;
};

const signColours = { '+': 32, '-': 31, '~': 33 } as const;

export function createOutput(
  out: Stream,
  err: Stream,
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const colourful = (stream: Stream): boolean =>
    stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const bold = colourful(out) ? (text: string) => `\u001b[1m${text}\u001b[22m` : (text: string) => text;
  const red = colourful(err) ? (text: string) => `\u001b[31m${text}\u001b[39m` : (text: string) => text;
  const write = (text: string): void => void out.write(text);
  return {
    terminal: out.isTTY === true,
    line: (text = '') => write(`${plainLine(text)}\n`),
    heading: (text) => write(`${bold(plainLine(text))}\n`),
    change: (sign, text) => {
      const line = `${sign} ${plainLine(text)}`;
      write(`  ${colourful(out) ? `\u001b[${signColours[sign]}m${line}\u001b[39m` : line}\n`);
    },
    block: (text, indent = 0) => {
      for (const line of plainText(text).split('\n')) write(`${' '.repeat(indent)}${line}`.trimEnd() + '\n');
    },
    table: (headings, rows, none = 'There is nothing to show.') => {
      if (rows.length === 0) return void err.write(`${plainText(none)}\n`);
      const [head = '', ...lines] = layOut([headings, ...rows]);
      return write(`${[bold(head), ...lines].join('\n')}\n`);
    },
    json: (value) => write(`${plainJson(value, 2)}\n`),
    jsonLine: (value) => write(`${plainJson(value)}\n`),
    exact: (text) => write(out.isTTY === true ? plainText(text) : text),
    note: (text) => void err.write(`${plainText(text)}\n`),
    fault: (text) => void err.write(`${red('error:')} ${plainText(text)}\n`),
  };
}

/** Columns as wide as their widest cell, two spaces apart; the last is not padded. */
function layOut(rows: readonly (readonly Cell[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === undefined ? '-' : plainLine(String(cell)))));
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, Array.from(cell).length)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - Array.from(cell).length))
      .join('  ')
      .trimEnd(),
  );
}
