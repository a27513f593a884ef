import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Label, Slug } from '#policy/primitives.ts';
import type { BrokenRow } from '#protocol/console-fleet.ts';
import type { Refusal } from '#server/store/refusal.ts';

/** One good row. What its cell left empty is absent. */
export type ImportRow = {
  readonly row: number;
  readonly hostName: string;
  readonly unit?: string;
  readonly labels?: readonly string[];
  readonly class?: 'service' | 'dedicated';
};
export type ReadRows = {
  readonly rows: number;
  readonly good: readonly ImportRow[];
  readonly broken: readonly BrokenRow[];
};

const slug = Compile(Slug);
const label = Compile(Label);
const mostLabels = 50;
const mostRows = 100_000;
const chunkCharacters = 65_536;
const columnNames: ReadonlyMap<string, keyof ImportRow> = new Map([
  ['hostname', 'hostName'],
  ['host name', 'hostName'],
  ['device', 'hostName'],
  ['unit', 'unit'],
  ['labels', 'labels'],
  ['class', 'class'],
]);

/** Reads a CSV table in pieces, between which others have their turn; a broken row costs no other. */
export async function readRows(csv: string): Promise<Outcome<ReadRows, Refusal>> {
  const text = csv.startsWith('\ufeff') ? csv.slice(1) : csv;
  const good: ImportRow[] = [];
  const broken: BrokenRow[] = [];
  const skipped: BrokenRow[] = [];
  let header: readonly (keyof ImportRow | undefined)[] | undefined;
  let rows = 0;
  const parser = Readable.from(pieces(text)).pipe(
    parse({
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      skip_records_with_error: true,
      info: true,
      on_skip: (fault) => {
        const { lines } = (fault ?? {}) as { readonly lines?: number };
        skipped.push({
          row: Math.max(lines ?? 1, 1),
          why: 'its quotes do not match: close each " or double it',
        });
        return undefined;
      },
    }),
  );
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    if (header === undefined) {
      const read = headerOf(record);
      if (!read.ok) return read;
      header = read.value;
      continue;
    }
    if (record.every((cell) => cell === '')) continue;
    rows += 1;
    if (rows > mostRows)
      return fail({
        problem: 'too-large',
        detail: `at most ${mostRows} rows: import the rest in a second table`,
      });
    const read = rowOf(record, header, info.lines);
    if (read.ok) good.push(read.value);
    else broken.push(read.fault);
  }
  if (header === undefined)
    return fail({
      problem: 'rows-broken',
      detail: 'the table is empty: begin with hostname,unit,labels,class',
    });
  return ok({ rows: rows + skipped.length, good, broken: [...broken, ...skipped] });
}

type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += chunkCharacters) yield text.slice(at, at + chunkCharacters);
}

function delimiterOf(text: string): ',' | ';' {
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  return first.includes(';') && !first.includes(',') ? ';' : ',';
}

function headerOf(record: readonly string[]): Outcome<readonly (keyof ImportRow | undefined)[], Refusal> {
  const columns = record.map((name) => columnNames.get(name.toLowerCase()));
  if (!columns.includes('hostName'))
    return fail({
      problem: 'rows-broken',
      detail: `row 1 names no column \`hostname\`: begin with hostname,unit,labels,class`,
    });
  const named = columns.filter((name) => name !== undefined);
  if (new Set(named).size < named.length)
    return fail({ problem: 'rows-broken', detail: 'row 1 names a column twice' });
  return ok(columns);
}

function rowOf(
  record: readonly string[],
  header: readonly (keyof ImportRow | undefined)[],
  row: number,
): Outcome<ImportRow, BrokenRow> {
  const cell = (column: keyof ImportRow): string => record[header.indexOf(column)] ?? '';
  const no = (column: string, why: string): Outcome<ImportRow, BrokenRow> => fail({ row, column, why });
  if (record.length > header.length)
    return fail({ row, why: `it has ${record.length} cells and the header ${header.length}` });
  const hostName = cell('hostName');
  if (hostName === '') return no('hostname', 'it names no PC');
  if (hostName.length > 255) return no('hostname', 'a host name has at most 255 characters');
  if (/\p{Cc}/u.test(hostName)) return no('hostname', 'a host name has no control characters');
  const unit = cell('unit');
  const unitReads: boolean = slug.Check(unit);
  if (unit !== '' && !unitReads)
    return no('unit', `\`${unit.slice(0, 100)}\` is no unit: write its id, such as \`north-school\``);
  const labels = cell('labels')
    .split(/[;\s]+/)
    .filter((one) => one !== '');
  const bad = labels.find((one): boolean => !label.Check(one));
  if (bad !== undefined)
    return no(
      'labels',
      `\`${bad.slice(0, 100)}\` is no label: lower-case letters, digits and hyphens, one colon`,
    );
  if (new Set(labels).size > mostLabels) return no('labels', `a PC has at most ${mostLabels} labels`);
  const deviceClass: string = cell('class').toLowerCase();
  if (deviceClass !== '' && deviceClass !== 'service' && deviceClass !== 'dedicated')
    return no('class', `\`${deviceClass.slice(0, 100)}\` is no class: service or dedicated`);
  return ok({
    row,
    hostName,
    ...(unit === '' ? {} : { unit }),
    ...(labels.length === 0 ? {} : { labels: [...new Set(labels)].sort() }),
    ...(deviceClass === '' ? {} : { class: deviceClass }),
  });
}
