import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { FileFault } from './file-fault.ts';
import { fail, ok, type Outcome } from './outcome.ts';
import { explainSchemaErrors, type SchemaError } from './schema-advice.ts';

/** A checked file together with the means to say where in it something stands. */
export type ReadFile<T> = {
  readonly file: string;
  readonly value: T;
  /** A fault at the field with this JSON pointer (`/bans/0/effect`). */
  readonly faultAt: (pointer: string, message: string, advice: string) => FileFault;
};

const sizeLimit = 1_048_576;

/**
 * Reads a YAML (1.2 core schema) file against a schema. Every mistake is told at once, with line and advice.
 * Aliases are expanded at most 100 times, so that a small file cannot become a huge one.
 */
export function yamlReader<S extends TSchema>(
  schema: S,
): (text: string, file: string) => Outcome<ReadFile<Static<S>>, readonly FileFault[]> {
  const check = Compile(schema);
  return (text, file) => {
    const whole = { file, line: 0, column: 0, field: '' };
    if (text.length > sizeLimit)
      return fail([
        { ...whole, message: 'the file is larger than 1 MiB', advice: 'Split it: one policy per file' },
      ]);
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
    });
    if (document.errors.length > 0)
      return fail(
        document.errors.map((error) => {
          const { line, col } = lines.linePos(error.pos[0]);
          return {
            ...whole,
            line,
            column: col,
            message: `not valid YAML: ${error.message}`,
            advice: 'Check indentation, quotes and colons on this line and the one before',
          };
        }),
      );
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      return fail([
        {
          ...whole,
          message: 'aliases (*name) expand too often',
          advice: 'Write the repeated parts out',
        },
      ]);
    }
    const faultAt = (pointer: string, message: string, advice: string): FileFault => ({
      file,
      ...positionOf(document, lines, pointer),
      field: fieldName(pointer),
      message,
      advice,
    });
    if (check.Check(value)) return ok({ file, value, faultAt });
    const errors = allErrors(() => check.Errors(value));
    return fail(
      explainSchemaErrors(schema, value, errors)
        .map(({ pointer, message, advice }) => faultAt(pointer, message, advice))
        .sort((one, other) => one.line - other.line || one.column - other.column),
    );
  };
}

/** TypeBox stops after 8 errors, a process-wide setting; a person wants them all at once. */
function allErrors(collect: () => Iterable<SchemaError>): readonly SchemaError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 200 });
  try {
    return [...collect()];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** `/bans/0/effect` → `bans[0].effect`. */
function fieldName(pointer: string): string {
  return segments(pointer).reduce<string>(
    (path, segment) =>
      /^\d+$/.test(segment) ? `${path}[${segment}]` : path === '' ? segment : `${path}.${segment}`,
    '',
  );
}

function segments(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Where the field stands, or the nearest thing around it that is in the file. */
function positionOf(
  document: Document,
  lines: LineCounter,
  pointer: string,
): { readonly line: number; readonly column: number } {
  const path = segments(pointer);
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length).map(indexOrKey), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) {
      const { line, col } = lines.linePos(start);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

const indexOrKey = (segment: string): string | number => (/^\d+$/.test(segment) ? Number(segment) : segment);
