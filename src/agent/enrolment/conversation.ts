import { randomBytes } from 'node:crypto';
import { Compile } from 'typebox/compile';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { payloadTypes, Release } from '#policy/release.ts';
import type { AgentToServer, ReportedDeviceFacts, ServerToAgent } from '#protocol/agent-server.ts';
import { parseEnrolmentToken } from '#protocol/enrolment-token.ts';
import { sessionText } from '#protocol/session-proof.ts';
import { fingerprint, openEnvelope, verifySignature, type SigningKey } from '#runtime/signature.ts';
import type { Invitation, Membership } from './membership.ts';

type Message<T extends ServerToAgent['type']> = Extract<ServerToAgent, { type: T }>;
type Answer<T extends AgentToServer['type']> = Extract<AgentToServer, { type: T }>;

const releaseCheck = Compile(Release);

export type EnrolParts = {
  readonly invitation: Invitation;
  readonly key: SigningKey;
  readonly isPrivate: boolean;
  readonly facts: ReportedDeviceFacts;
  readonly tlsExporter: string;
};

/** The device's question to become one of the organisation's. A server of another organisation gets nothing. */
export function enrolMessage(
  challenge: Message<'challenge'>,
  parts: EnrolParts,
): Outcome<Answer<'enrol'>, string> {
  const token = parseEnrolmentToken(parts.invitation.token);
  if (token === undefined) return fail('the enrolment token is not one');
  if (token.organisation !== challenge.organisation)
    return fail('this server belongs to another organisation');
  const nonce = randomBytes(32).toString('base64');
  const { publicKey } = parts.key;
  const text = sessionText({
    role: 'enrol',
    organisation: challenge.organisation,
    device: publicKey,
    serverNonce: challenge.nonce,
    deviceNonce: nonce,
    tlsExporter: parts.tlsExporter,
  });
  return ok({
    type: 'enrol',
    organisation: challenge.organisation,
    token: token.secret,
    deviceKey: publicKey,
    nonce,
    proof: parts.key.sign(Buffer.from(text, 'utf8')).toString('base64'),
    private: parts.isPrivate,
    facts: parts.facts,
  });
}

/**
 * Whether the answer is from the organisation whose key fingerprint the token carries, and its release is signed by
 * that very key. The fault is a sentence for people.
 */
export function membershipOf(
  enrolled: Message<'enrolled'>,
  invitation: Invitation,
): Outcome<Membership, string> {
  const token = parseEnrolmentToken(invitation.token);
  if (token === undefined) return fail('the enrolment token is not one');
  if (enrolled.organisation !== token.organisation)
    return fail('this server belongs to another organisation');
  if (fingerprint(enrolled.organisationKey) !== token.keyFingerprint)
    return fail('the server showed another organisation key than the enrolment token names');
  const payload = openEnvelope(enrolled.release, payloadTypes.release, [enrolled.organisationKey]);
  if (payload === undefined) return fail('the release is not signed by the organisation key');
  const release: unknown = JSON.parse(payload.toString('utf8'));
  if (!releaseCheck.Check(release) || release.organisation.id !== token.organisation)
    return fail('the release is not one of this organisation');
  return ok({
    organisation: token.organisation,
    organisationKey: enrolled.organisationKey,
    device: enrolled.device,
    server: invitation.server,
    serverKeys: [...release.serverKeys],
    standing: enrolled.state,
  });
}

export type HelloParts = {
  readonly membership: Pick<Membership, 'organisation' | 'device'>;
  readonly key: SigningKey;
  readonly tlsExporter: string;
  readonly content: Omit<Answer<'hello'>, 'type' | 'device' | 'nonce' | 'proof'>;
};
export type HelloAndProof = {
  readonly message: Answer<'hello'>;
  /** Whether a `welcome` is by one of these server keys, over this very session. */
  readonly proves: (welcome: Message<'welcome'>, serverKeys: readonly string[]) => boolean;
};

export function helloMessage(
  challenge: Message<'challenge'>,
  parts: HelloParts,
): Outcome<HelloAndProof, string> {
  const { organisation, device } = parts.membership;
  if (challenge.organisation !== organisation) return fail('this server belongs to another organisation');
  const nonce = randomBytes(32).toString('base64');
  const binding = {
    organisation,
    device,
    serverNonce: challenge.nonce,
    deviceNonce: nonce,
    tlsExporter: parts.tlsExporter,
  };
  const proof = parts.key.sign(Buffer.from(sessionText({ ...binding, role: 'device' }), 'utf8'));
  return ok({
    message: { type: 'hello', device, nonce, proof: proof.toString('base64'), ...parts.content },
    proves: (welcome, serverKeys) =>
      serverKeys.includes(welcome.key) &&
      verifySignature(
        welcome.key,
        Buffer.from(sessionText({ ...binding, role: 'server' }), 'utf8'),
        welcome.proof,
      ),
  });
}
