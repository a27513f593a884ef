import type { Static, TObject } from 'typebox';
import { ok, type Outcome } from '#policy/outcome.ts';
import { yamlReader } from '#policy/yaml-file.ts';
import type { CliFault } from './cli-fault.ts';
import { readText } from './release-document.ts';

/** A value that somebody wrote into a YAML or JSON file, of the form that the server takes; `-` is standard input. */
export function readValue<S extends TObject>(
  path: string,
  schema: S,
  what: string,
): Outcome<Static<S>, CliFault> {
  const text = readText(path);
  if (!text.ok) return text;
  const read = yamlReader(schema)(text.value, path);
  return read.ok
    ? ok(read.value.value)
    : {
        ok: false,
        fault: { exit: 'invalid-files', message: `${path} is not ${what}`, faults: read.fault },
      };
}
