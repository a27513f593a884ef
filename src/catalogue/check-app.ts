import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { App } from './app.ts';
import { compilePattern } from './pattern.ts';
import { isFileNameKind } from './weight.ts';

const form = Compile(App);

/** Prefix of ids that only Portvakt's own test programs bear. */
const ownPrefix = 'portvakt-';

/**
 * Takes an app entry from outside (a file, a ban pack). What passes compiles.
 *
 * @returns the entry, or every fault in a sentence: form, patterns, sources that are not listed, marker sets that ask
 * for more strings than they have, a file name that would decide alone
 */
export const checkApp = (entry: unknown): Outcome<App, readonly string[]> => {
  if (!form.Check(entry)) {
    return fail(form.Errors(entry).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`));
  }
  const faults = [
    ...patternFaults(entry),
    ...sourceFaults(entry),
    ...markerFaults(entry),
    ...scopeFaults(entry),
  ];
  return faults.length === 0 ? ok(entry) : fail(faults);
};

const patternFaults = (app: App): string[] =>
  [...app.identifiers, ...(app.excludes ?? [])].flatMap(({ match, value }) => {
    if (match === undefined || match === 'exact') return [];
    const compiled = compilePattern(match, value);
    return compiled.ok ? [] : [`${value}: ${compiled.fault}`];
  });

const sourceFaults = (app: App): string[] => {
  const claims: readonly { readonly source: readonly string[] }[] = [
    ...app.advice,
    ...app.identifiers,
    ...(app.markers?.sets ?? []),
    ...(app.web?.domains ?? []),
    ...(app.web?.hosts ?? []),
    ...(app.web?.doNotBlock ?? []),
    ...(app.network?.ipRanges ?? []),
    ...(app.network?.asn ?? []),
    ...(app.uninstall ?? []),
    ...(app.data ?? []),
    ...(app.hints ?? []),
  ];
  const unknown = new Set(
    claims.flatMap(({ source }) => source).filter((id) => !Object.hasOwn(app.sources, id)),
  );
  return [...unknown].map((id) => `source ${id} is named but not listed`);
};

const markerFaults = (app: App): string[] =>
  (app.markers?.sets ?? []).flatMap(({ strings, atLeast }) =>
    atLeast > strings.length ? [`a marker set asks for ${atLeast} of ${strings.length} strings`] : [],
  );

const scopeFaults = (app: App): string[] => {
  if (app.id.startsWith(ownPrefix)) return [];
  return app.identifiers.flatMap(({ kind, value, scope }) =>
    scope === 'app' && isFileNameKind(kind) ? [`${value}: a file name alone never decides`] : [],
  );
};
