import { createHash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { Assignment, Pause } from '#policy/assignment.ts';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { payloadTypes, Release } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import type { ReleaseFaultCode } from '#protocol/fault-codes.ts';
import { nestsDeeperThan } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { openEnvelope, type SignedEnvelope } from '#runtime/signature.ts';

export type DocumentFault = {
  readonly code: ReleaseFaultCode;
  /** Version or serial of the refused document; 0 where it could not be read. */
  readonly version: number;
};
/** A document that may be believed, and the digest of its exact bytes. */
export type Verified<T> = { readonly document: T; readonly digest: string };

/** What this device believes in: pinned at enrolment, never changed by the server. */
export type Trust = {
  readonly organisation: string;
  /** Raw Ed25519 public key, base64. */
  readonly organisationKey: string;
  readonly device: string;
};

/** The highest number that was believed, and which document it was: no number goes back, none means two things. */
export type HighMark = { readonly number: number; readonly digest: string };

const releaseCheck = Compile(Release);
const assignmentCheck = Compile(Assignment);
const pauseCheck = Compile(Pause);

/** A release signed by the pinned organisation key, of this organisation, not older than what was seen. */
export function verifyRelease(
  envelope: Envelope,
  trust: Pick<Trust, 'organisation' | 'organisationKey'>,
  highest: HighMark | undefined,
): Outcome<Verified<Release>, DocumentFault> {
  const opened = open(envelope, payloadTypes.release, [trust.organisationKey], {
    check: releaseCheck,
    unsigned: 'bad-signature',
  });
  if (!opened.ok) return opened;
  const { document } = opened.value;
  const refuse = (code: ReleaseFaultCode) => fail({ code, version: document.version });
  if (document.organisation.id !== trust.organisation) return refuse('foreign-organisation');
  const older = compareWith(highest, document.version, opened.value.digest);
  return older === undefined ? opened : refuse(older);
}

export type AssignmentRules = {
  readonly trust: Trust;
  /** Public keys that the release names. */
  readonly serverKeys: readonly string[];
  readonly highest: HighMark | undefined;
  /** Signed time; undefined when a held assignment is checked again: it stays in force offline. */
  readonly now: number | undefined;
};

/** An assignment signed by a server key that the release names, for this very device. */
export function verifyAssignment(
  envelope: Envelope,
  rules: AssignmentRules,
): Outcome<Verified<Assignment>, DocumentFault> {
  const opened = open(envelope, payloadTypes.assignment, rules.serverKeys, {
    check: assignmentCheck,
    unsigned: 'key-not-named',
  });
  if (!opened.ok) return opened;
  const { document, digest } = opened.value;
  const refuse = (code: ReleaseFaultCode) => fail({ code, version: document.serial });
  if (document.organisation !== rules.trust.organisation) return refuse('foreign-organisation');
  if (document.device !== rules.trust.device) return refuse('wrong-device');
  const older = compareWith(rules.highest, document.serial, digest);
  if (older !== undefined) return refuse(older);
  if (rules.now !== undefined && document.expiresAt <= rules.now) return refuse('expired');
  return opened;
}

/** A pause signed by a named server key, within the limit that the organisation signed. */
export function verifyPause(
  envelope: Envelope,
  trust: Pick<Trust, 'organisation'>,
  release: Release,
): Outcome<Verified<Pause>, DocumentFault> {
  const opened = open(envelope, payloadTypes.pause, release.serverKeys, {
    check: pauseCheck,
    unsigned: 'key-not-named',
  });
  if (!opened.ok) return opened;
  const { document } = opened.value;
  if (document.organisation !== trust.organisation)
    return fail({ code: 'foreign-organisation', version: document.serial });
  const longest = release.organisation.limits.longestPauseHours * 3_600_000;
  if (document.until <= document.from || document.until - document.from > longest)
    return fail({ code: 'not-pausable', version: document.serial });
  return opened;
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

function open<D>(
  envelope: SignedEnvelope,
  payloadType: string,
  keys: readonly string[],
  rules: {
    readonly check: { Check(value: unknown): value is D };
    readonly unsigned: ReleaseFaultCode;
  },
): Outcome<Verified<D>, DocumentFault> {
  if (envelope.payloadType !== payloadType) return fail({ code: 'wrong-payload-type', version: 0 });
  const payload = openEnvelope(envelope, payloadType, keys);
  if (payload === undefined) return fail({ code: rules.unsigned, version: 0 });
  const document = parse(payload.toString('utf8'));
  if (!rules.check.Check(document)) return fail({ code: 'malformed', version: 0 });
  return ok({ document, digest: sha256(payload) });
}

function parse(text: string): unknown {
  if (nestsDeeperThan(text, limits.depth)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function compareWith(
  highest: HighMark | undefined,
  number: number,
  digest: string,
): ReleaseFaultCode | undefined {
  if (highest === undefined || number > highest.number) return undefined;
  if (number < highest.number) return 'rollback';
  return digest === highest.digest ? undefined : 'same-version-differs';
}
