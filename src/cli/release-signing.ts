import { writeFileSync } from 'node:fs';
import { ok, type Outcome } from '#policy/outcome.ts';
import { payloadTypes, type Release } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import {
  fingerprint,
  generateSigningKey,
  importSigningKey,
  keyId,
  openEnvelope,
  preAuthenticationEncoding,
  type SigningKey,
} from '#runtime/signature.ts';
import type { Cli } from './cli.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';
import { showDiff } from './diff-words.ts';
import { moment } from './moments.ts';
import { createOutput } from './output.ts';
import { readPassphrase } from './passphrase.ts';
import { checkFiles, gatherFiles } from './policy-files.ts';
import {
  differencesBetween,
  differencesFromFiles,
  readEnvelope,
  readPayload,
  readReleaseText,
  readText,
  type ReleaseDocument,
} from './release-document.ts';
import { openApi, type ServerOptions } from './server-command.ts';

export type SignOptions = ServerOptions & {
  readonly key: string;
  readonly in?: string;
  readonly out?: string;
  readonly policy?: readonly string[];
  readonly previous?: string;
};

/** Shows what would be signed, then signs it and writes the envelope. */
export async function signRelease(cli: Cli, options: SignOptions): Promise<Outcome<unknown, CliFault>> {
  const document = options.in === undefined ? await awaitingRelease(cli, options) : readIn(options.in);
  if (!document.ok) return document;
  const { release, payload } = document.value;
  showSummary(cli, release);
  const fits = sayWhetherItFits(cli, release, options.policy);
  if (!fits.ok) return fits;
  const key = await openKey(cli, options.key);
  if (!key.ok) return key;
  const rises = comparePrevious(cli, release, { path: options.previous, key: key.value });
  if (!rises.ok) return rises;
  if (options.in === undefined) {
    const mine = await isOrganisationKey(cli, options, key.value);
    if (!mine.ok) return mine;
  }
  const text = `${JSON.stringify(sealed(payload, key.value), null, 2)}\n`;
  if (options.out === undefined) {
    cli.out.exact(text);
    return ok(undefined);
  }
  try {
    writeFileSync(options.out, text);
  } catch (fault) {
    return failing('fault', `${options.out} cannot be written (${systemCode(fault) ?? 'unknown'})`);
  }
  cli.out.note(`Signed by ${fingerprint(key.value.publicKey)}: \`portvakt release upload ${options.out}\`.`);
  return ok(undefined);
}

/** The very characters that the server wrote are signed, so nothing is serialised anew. */
function sealed(payload: string, key: SigningKey): Envelope {
  const bytes = Buffer.from(payload, 'utf8');
  return {
    payloadType: payloadTypes.release,
    payload: bytes.toString('base64'),
    signatures: [
      {
        keyid: keyId(key.publicKey),
        sig: key.sign(preAuthenticationEncoding(payloadTypes.release, bytes)).toString('base64'),
      },
    ],
  };
}

function readIn(path: string): Outcome<ReleaseDocument, CliFault> {
  const text = readText(path);
  return text.ok ? readReleaseText(text.value) : text;
}

async function awaitingRelease(
  cli: Cli,
  options: ServerOptions,
): Promise<Outcome<ReleaseDocument, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const list = await api.value.call('listReleases', {});
  if (!list.ok) return list;
  const awaiting = list.value.releases.find(({ state }) => state === 'awaiting-signature');
  if (awaiting === undefined) return failing('not-found', 'no release awaits a signature');
  const answer = await api.value.call('getRelease', { params: { version: awaiting.version } });
  if (!answer.ok) return answer;
  if (list.value.current > 0) {
    const diff = await api.value.call('getPolicyDiff', {
      body: { from: list.value.current, to: awaiting.version },
    });
    if (!diff.ok) return diff;
    cli.out.note(`What changes since version ${list.value.current}, as the server tells it:`);
    // Standard output is the envelope's.
    showDiff(createOutput(process.stderr, process.stderr, cli.env), diff.value);
  }
  return readPayload(answer.value.payload);
}

function showSummary(cli: Cli, release: Release): void {
  const { organisation, fragments, serverKeys, version, issuedAt } = release;
  cli.out.note(
    [
      `Release ${version} of ${organisation.name} (${organisation.id}), made ${moment(issuedAt)}`,
      `  ${organisation.units.length} units; bans or adoptions in: ${fragments.map(({ unit }) => unit).join(', ') || 'none'}`,
      `  the server may exempt: ${organisation.limits.exemptions ? 'yes' : 'no'}; pause for at most ${organisation.limits.longestPauseHours} hours`,
      ...organisation.subscriptions.map(
        ({ pack, highestEffect, mode }) => `  subscription: ${pack}, at most ${highestEffect}, ${mode}`,
      ),
      ...serverKeys.map((key) => `  server key: ${fingerprint(key)}`),
    ].join('\n'),
  );
}

function sayWhetherItFits(
  cli: Cli,
  release: Release,
  paths: readonly string[] | undefined,
): Outcome<void, CliFault> {
  if (paths === undefined) {
    cli.out.note(
      '  The bans themselves are named by their hashes only: with --policy <files> they are checked against your files.',
    );
    return ok(undefined);
  }
  const files = gatherFiles(paths);
  if (!files.ok) return files;
  const checked = checkFiles(files.value, undefined);
  if (checked.faults.length > 0)
    return {
      ok: false,
      fault: { exit: 'invalid-files', message: 'your files have faults', faults: checked.faults },
    };
  const differences = differencesFromFiles(release, checked);
  if (differences.length > 0) return failing('not-intact', `not signed: ${differences.join('; ')}`);
  cli.out.note('  It says exactly what your files say.');
  return ok(undefined);
}

function comparePrevious(
  cli: Cli,
  release: Release,
  { path, key }: { readonly path: string | undefined; readonly key: SigningKey },
): Outcome<void, CliFault> {
  if (path === undefined) return ok(undefined);
  const text = readText(path);
  if (!text.ok) return text;
  const envelope = readEnvelope(text.value);
  if (!envelope.ok) return envelope;
  const payload = openEnvelope(envelope.value, payloadTypes.release, [key.publicKey]);
  if (payload === undefined) return failing('not-intact', `not signed: ${path} was not signed by this key`);
  const before = readPayload(payload.toString('utf8'));
  if (!before.ok) return before;
  if (before.value.release.version >= release.version)
    return failing(
      'conflict',
      `not signed: version ${before.value.release.version} was signed before, and versions only go up`,
    );
  const changes = differencesBetween(before.value.release, release);
  cli.out.note(
    [
      `  Since version ${before.value.release.version}:`,
      ...(changes.length === 0 ? ['nothing changes'] : changes),
    ].join('\n    '),
  );
  return ok(undefined);
}

async function isOrganisationKey(
  cli: Cli,
  options: ServerOptions,
  key: SigningKey,
): Promise<Outcome<void, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const info = await api.value.call('getServerInfo', {});
  if (!info.ok) return info;
  return info.value.organisationKey === key.publicKey
    ? ok(undefined)
    : failing('not-intact', 'not signed: this is not the key of the organisation, so no PC would accept it');
}

/** Opens a key file, asking for its passphrase where it has one. */
export async function openKey(cli: Cli, path: string): Promise<Outcome<SigningKey, CliFault>> {
  const pem = readText(path);
  if (!pem.ok) return pem;
  let passphrase: string | undefined;
  if (pem.value.includes('ENCRYPTED')) {
    const typed = await readPassphrase(cli, `Passphrase of ${path}: `);
    if (!typed.ok) return typed;
    passphrase = typed.value;
  }
  try {
    return ok(importSigningKey(pem.value, passphrase));
  } catch (fault) {
    return failing('refused', fault instanceof Error ? fault.message : 'the key file cannot be read');
  }
}

/** Makes an organisation key. Never replaces a file: an old key is still needed. */
export async function createKey(
  cli: Cli,
  options: { readonly out: string; readonly passphrase: boolean; readonly json?: boolean },
): Promise<Outcome<unknown, CliFault>> {
  const passphrase = options.passphrase ? await newPassphrase(cli) : ok(undefined);
  if (!passphrase.ok) return passphrase;
  const key = generateSigningKey();
  try {
    writeFileSync(options.out, key.exportPem(passphrase.value), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    const code = systemCode(fault);
    return code === 'EEXIST'
      ? failing('conflict', `${options.out} is there already, and a key is never replaced`)
      : failing('fault', `${options.out} cannot be written (${code ?? 'unknown'})`);
  }
  const made = { fingerprint: fingerprint(key.publicKey), publicKey: key.publicKey };
  if (options.json === true) cli.out.json(made);
  else
    cli.out.table(
      ['what', 'value'],
      [
        ['fingerprint', made.fingerprint],
        ['public key', made.publicKey],
      ],
    );
  cli.out.note(`The private key is in ${options.out}. Keep it offline, and a copy in another place.`);
  return ok(undefined);
}

async function newPassphrase(cli: Cli): Promise<Outcome<string, CliFault>> {
  const first = await readPassphrase(cli, 'New passphrase: ');
  if (!first.ok) return first;
  if (first.value === '')
    return failing('usage', 'an empty passphrase protects nothing: write one, or use --no-passphrase');
  if (cli.env['PORTVAKT_KEY_PASSPHRASE'] !== undefined) return first;
  const again = await readPassphrase(cli, 'The same again: ');
  if (!again.ok) return again;
  return again.value === first.value ? first : failing('usage', 'the two are not the same');
}
