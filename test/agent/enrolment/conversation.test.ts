import { describe, expect, it } from 'vitest';
import { readAgentSettings, removeTokenFrom } from '#agent/enrolment/agent-settings.ts';
import { enrolMessage, helloMessage, membershipOf } from '#agent/enrolment/conversation.ts';
import { deviceKey } from '#agent/enrolment/device-key.ts';
import { openMembershipStore } from '#agent/enrolment/membership.ts';
import { formatEnrolmentToken } from '#protocol/enrolment-token.ts';
import { sessionText } from '#protocol/session-proof.ts';
import { fingerprint, generateSigningKey, verifySignature } from '#runtime/signature.ts';
import { organisation } from '#test/kit/policy-builder.ts';
import { Signer } from '#test/kit/signed-policy.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const asRoot = canRunAsRoot('settings that another account owns');

const signer = new Signer();
const key = generateSigningKey();
const secret = 'S'.repeat(43);
const tokenFor = (publicKey: string, name = 'example'): string =>
  formatEnrolmentToken({ organisation: name, keyFingerprint: fingerprint(publicKey), secret });
const invitation = { server: 'wss://it.example.org', token: tokenFor(signer.organisationKey.publicKey) };
const nonce = Buffer.alloc(32, 7).toString('base64');
const challenge = { type: 'challenge', organisation: 'example', nonce } as const;
const facts = {
  hostName: 'pc',
  os: 'linux',
  osName: '',
  osVersion: '',
  model: '',
  agentVersion: '0.1.0',
} as const;
const enrolled = {
  type: 'enrolled',
  device: signer.device,
  organisation: 'example',
  state: 'active',
  organisationKey: signer.organisationKey.publicKey,
  release: signer.release([]),
} as const;
const enrolParts = { invitation, key, isPrivate: false, facts, tlsExporter: '' };

describe('enrolment', () => {
  it('tells the secret of the token only to a server of its organisation', () => {
    const asked = enrolMessage(challenge, enrolParts);
    expect(asked.ok && asked.value.token).toBe(secret);
    expect(enrolMessage({ ...challenge, organisation: 'other' }, enrolParts).ok).toBe(false);
  });

  it.each([
    ['of the named key', enrolled, true],
    ['awaiting approval', { ...enrolled, state: 'awaiting-approval' }, true],
    ['of another organisation', { ...enrolled, organisation: 'other' }, false],
    ['with another key', { ...enrolled, organisationKey: key.publicKey }, false],
    ['with a release by another key', { ...enrolled, release: signer.release([], {}, key) }, false],
    [
      'with a release of another organisation',
      { ...enrolled, release: signer.release([], { organisation: organisation({ id: 'other' }) }) },
      false,
    ],
    [
      'with an assignment for a release',
      { ...enrolled, release: signer.assignment({}, signer.organisationKey) },
      false,
    ],
  ] as const)('believes an answer %s: %3$s', (_, answer, believed) => {
    expect(membershipOf(answer, invitation).ok).toBe(believed);
  });

  it('proves the device in every session, and believes a named server key over this session only', () => {
    const hello = helloMessage(challenge, {
      membership: { organisation: 'example', device: signer.device },
      key,
      tlsExporter: 'exporter',
      content: {
        facts,
        private: false,
        release: 1,
        highestRelease: 1,
        assignment: 1,
        epoch: 'e'.repeat(32),
        acked: 0,
        capabilities: [],
      },
    });
    if (!hello.ok) throw new Error(hello.fault);
    const { message, proves } = hello.value;
    const binding = {
      organisation: 'example',
      device: signer.device,
      serverNonce: nonce,
      deviceNonce: message.nonce,
      tlsExporter: 'exporter',
    };
    const text = (role: 'device' | 'server', over = {}) =>
      Buffer.from(sessionText({ ...binding, ...over, role }));
    expect(verifySignature(key.publicKey, text('device'), message.proof)).toBe(true);
    const welcome = (signed: Buffer) => ({
      type: 'welcome' as const,
      proof: signer.serverKey.sign(signed).toString('base64'),
      key: signer.serverKey.publicKey,
      acked: 0,
      at: 0,
    });
    const named = [signer.serverKey.publicKey];
    expect(proves(welcome(text('server')), named)).toBe(true);
    expect(proves(welcome(text('server')), [key.publicKey])).toBe(false);
    expect(proves(welcome(text('device')), named)).toBe(false);
    expect(proves(welcome(text('server', { serverNonce: message.nonce })), named)).toBe(false);
    expect(proves(welcome(text('server', { tlsExporter: '' })), named)).toBe(false);
  });
});

describe('what is kept of it', () => {
  it('is the membership without the token, for the agent alone', () => {
    using folder = tempFolder();
    const store = openMembershipStore(folder.path);
    store.becomePrivate();
    store.invite(invitation);
    const joined = membershipOf(enrolled, invitation);
    if (!joined.ok) throw new Error(joined.fault);
    store.join(joined.value);
    const path = join(folder.path, 'membership.json');
    expect(readFileSync(path, 'utf8')).not.toContain(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = openMembershipStore(folder.path);
    expect(again.membership()).toEqual(joined.value);
    expect(again.isPrivate()).toBe(true);
    expect(again.invitation()).toBeUndefined();
  });

  it('is how far the device came: only what rose is written, and nothing goes back', () => {
    using folder = tempFolder();
    const store = openMembershipStore(folder.path);
    const joined = membershipOf(enrolled, invitation);
    if (!joined.ok) throw new Error(joined.fault);
    store.reach({ signedTime: 5 });
    expect(store.reached()).toBeUndefined();
    store.join(joined.value);
    const mark = (number: number) => ({ number, digest: 'd'.repeat(64) });
    const hour = 3_600_000;
    store.reach({ release: mark(4), signedTime: 10 * hour });
    store.reach({ release: mark(3), assignment: mark(2), signedTime: 9 * hour });
    const path = join(folder.path, 'membership.json');
    const before = statSync(path).ino;
    store.reach({ release: mark(4), assignment: mark(1), signedTime: 10 * hour + 5 });
    expect(statSync(path).ino).toBe(before);
    expect(openMembershipStore(folder.path).reached()).toEqual({
      release: mark(4),
      assignment: mark(2),
      signedTime: 10 * hour,
    });
  });

  it('is never guessed: a damaged file is refused', () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, 'membership.json'), '{"private":false,"membership":{}}');
    expect(() => openMembershipStore(folder.path)).toThrow('damaged');
  });

  it('is one device key, made once', () => {
    using folder = tempFolder();
    const first = deviceKey(folder.path);
    expect(deviceKey(folder.path).publicKey).toBe(first.publicKey);
    expect(statSync(join(folder.path, 'device.key')).mode & 0o777).toBe(0o600);
  });
});

describe('agent.json', () => {
  it('loses its token and nothing else once the agent has it', () => {
    using folder = tempFolder();
    const path = join(folder.path, 'agent.json');
    writeFileSync(path, JSON.stringify({ ...invitation, class: 'private' }), { mode: 0o640 });
    removeTokenFrom(folder.path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ server: invitation.server, class: 'private' });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    const { ino } = statSync(path);
    removeTokenFrom(folder.path);
    expect(statSync(path).ino).toBe(ino);
  });

  it.skipIf(!asRoot)('is not believed where others may write it, or own it', () => {
    using folder = tempFolder();
    const path = join(folder.path, 'agent.json');
    writeFileSync(path, JSON.stringify(invitation));
    chmodSync(path, 0o646);
    expect(readAgentSettings(folder.path)).toMatchObject({ ok: false });
    chmodSync(path, 0o644);
    expect(readAgentSettings(folder.path).ok).toBe(true);
    chownSync(path, 4_711, 0);
    const read = readAgentSettings(folder.path);
    expect(read.ok ? '' : read.fault).toContain('another account');
    expect(read.ok ? '' : read.fault).not.toContain(secret);
  });

  it.each([
    [undefined, true],
    ['{"server":"wss://it.example.org","class":"private"}', true],
    ['{"server":"http://it.example.org"}', false],
    ['{"class":"dedicated"}', false],
    ['{"surprise":1}', false],
    ['{', false],
  ])('%s: readable %s', (text, readable) => {
    using folder = tempFolder();
    if (text !== undefined) writeFileSync(join(folder.path, 'agent.json'), text);
    const read = readAgentSettings(folder.path);
    expect(read.ok).toBe(readable);
    if (!read.ok) expect(read.fault).not.toContain('surprise');
  });
});
