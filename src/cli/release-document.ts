import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { ok, type Outcome } from '#policy/outcome.ts';
import { buildRelease } from '#policy/publish.ts';
import { payloadTypes, Release } from '#policy/release.ts';
import { operations } from '#protocol/console-server.ts';
import { Envelope } from '#protocol/envelope.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';
import type { CheckedFiles } from './policy-files.ts';

/** A release and the exact text that is signed. */
export type ReleaseDocument = { readonly release: Release; readonly payload: string };

const releaseCheck = Compile(Release);
const envelopeCheck = Compile(Envelope);
const answerCheck = Compile(operations.getRelease.response);

export function readText(path: string): Outcome<string, CliFault> {
  try {
    return ok(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (fault) {
    const code = systemCode(fault);
    return code === 'ENOENT'
      ? failing('not-found', `there is no file ${path}`)
      : failing('fault', `${path} cannot be read (${code ?? 'unknown'})`);
  }
}

/** Reads what `release fetch` wrote, or a bare release. */
export function readReleaseText(text: string): Outcome<ReleaseDocument, CliFault> {
  const value = parseJson(text);
  if (!answerCheck.Check(value)) return readPayload(text.trim());
  return value.payloadType === payloadTypes.release
    ? readPayload(value.payload)
    : failing('invalid-files', `this is ${value.payloadType}, not a release`);
}

export function readPayload(payload: string): Outcome<ReleaseDocument, CliFault> {
  const release = parseJson(payload);
  if (releaseCheck.Check(release)) return ok({ release, payload });
  const [first] = releaseCheck.Errors(release);
  return failing(
    'invalid-files',
    `this is no release${first === undefined ? '' : ` (${first.instancePath || 'the whole'} ${first.message})`}`,
  );
}

export function readEnvelope(text: string): Outcome<Envelope, CliFault> {
  const value = parseJson(text);
  if (!envelopeCheck.Check(value)) return failing('invalid-files', 'this is no envelope');
  return value.payloadType === payloadTypes.release
    ? ok(value)
    : failing('invalid-files', `this is an envelope of ${value.payloadType}, not of a release`);
}

/** Ways in which a release says something else than the files; empty when it says exactly the same. */
export function differencesFromFiles(release: Release, files: CheckedFiles): readonly string[] {
  const { organisation, policies } = files;
  if (organisation === undefined) return ['the files hold no organisation file'];
  const mine = buildRelease(
    {
      organisation: organisation.organisation,
      policies,
      version: release.version,
      issuedAt: release.issuedAt,
      serverKeys: release.serverKeys,
    },
    (text) => createHash('sha256').update(text).digest('hex'),
  ).release;
  return [
    ...(JSON.stringify(mine.organisation) === JSON.stringify(release.organisation)
      ? []
      : ['the organisation is not the one of your files']),
    ...fragmentDifferences(mine, release).map(
      (unit) => `the bans of \`${unit}\` are not those of your files`,
    ),
  ];
}

/** What changes between two releases, in sentences. */
export function differencesBetween(before: Release, after: Release): readonly string[] {
  const changed = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return [
    ...fragmentDifferences(before, after).map((unit) => `bans or adoptions of \`${unit}\` change`),
    ...(changed(before.organisation.units, after.organisation.units) ? ['the units change'] : []),
    ...(changed(before.organisation.limits, after.organisation.limits)
      ? ['what the server may do on its own changes']
      : []),
    ...(changed(before.organisation.subscriptions, after.organisation.subscriptions)
      ? ['the subscriptions to ban packs change']
      : []),
    ...(changed(before.organisation.calendar, after.organisation.calendar) ? ['the calendar changes'] : []),
    ...(changed(before.serverKeys, after.serverKeys) ? ['THE KEYS OF THE SERVER CHANGE'] : []),
  ];
}

/** Units whose fragments have other hashes. */
function fragmentDifferences(one: Release, other: Release): readonly string[] {
  const hashes = (release: Release): ReadonlyMap<string, string> =>
    new Map(release.fragments.map(({ unit, sha256 }) => [unit, sha256]));
  const [mine, theirs] = [hashes(one), hashes(other)];
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .filter((unit) => mine.get(unit) !== theirs.get(unit))
    .sort();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
