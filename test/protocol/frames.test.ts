import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentToServer, serverToAgent, type AgentToServer } from '#protocol/agent-server.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import { formatEnrolmentToken, parseEnrolmentToken } from '#protocol/enrolment-token.ts';
import { agentFaults, releaseFaults } from '#protocol/fault-codes.ts';
import { frameParser, isUnknown, nestsDeeperThan } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { sessionText } from '#protocol/session-proof.ts';
import { trayToAgent } from '#protocol/tray-agent.ts';

const parse = frameParser<AgentToServer>(agentToServer);

describe('a frame', () => {
  it('is measured before it is parsed', () => {
    expect(parse(`{"type":"events"${' '.repeat(100)}}`, 50)).toMatchObject({
      ok: false,
      fault: { close: 'tooLarge' },
    });
    expect(parse('['.repeat(limits.depth + 1), 100_000)).toMatchObject({
      ok: false,
      fault: { close: 'tooDeep' },
    });
  });

  it('of an unknown type is told apart from a malformed one', () => {
    const found = parse('{"type":"from-the-future","x":1}', 1_000);
    expect(found.ok && isUnknown(found.value) && found.value.unknown).toBe('from-the-future');
    for (const text of [
      '',
      'null',
      '[]',
      '1',
      '{}',
      '{"type":1}',
      '{"type":"events"}',
      '{"type":"hello","x":1}',
    ])
      expect(parse(text, 1_000), text).toMatchObject({ ok: false, fault: { close: 'malformed' } });
  });

  it('is never echoed in what is said about it', () => {
    const secret = 'pvt1-very-secret';
    const found = parse(JSON.stringify({ type: 'enrol', token: secret }), 1_000);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('whatever it is, gives an answer and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((o) => JSON.stringify(o)),
        ),
        (text) => {
          const found = parse(text, 2_000);
          expect(typeof found.ok).toBe('boolean');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('counts depth as JSON.parse would meet it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const depth = (value: unknown): number =>
          typeof value === 'object' && value !== null
            ? 1 + Math.max(0, ...Object.values(value).map(depth))
            : 0;
        const real = depth(JSON.parse(text));
        expect(nestsDeeperThan(text, real)).toBe(false);
        if (real > 0) expect(nestsDeeperThan(text, real - 1)).toBe(true);
      }),
    );
  });
});

describe('the lists of the protocol', () => {
  it('no two messages of one direction have one type', () => {
    for (const direction of [agentToServer, serverToAgent, trayToAgent]) {
      const types = direction.map((schema) => schema.properties.type.const);
      expect(new Set(types).size).toBe(types.length);
    }
  });

  it('every close code is its own, in the private range, with a sentence that fits a close frame', () => {
    const all = Object.values(closeCodes);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const { code, reason } of all) {
      expect(code).toBeGreaterThanOrEqual(4_000);
      expect(code).toBeLessThan(5_000);
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
      expect(reason.length).toBeGreaterThan(10);
    }
  });

  it('every fault has a sentence', () => {
    for (const text of [...Object.values(releaseFaults), ...Object.values(agentFaults)])
      expect(text).toMatch(/\w+ \w+ \w+/);
  });
});

describe('an enrolment token', () => {
  const token = { organisation: 'kommune', keyFingerprint: 'f'.repeat(43), secret: 's'.repeat(43) };
  it('survives the way through a text', () => {
    expect(parseEnrolmentToken(` ${formatEnrolmentToken(token)}\n`)).toEqual(token);
  });
  it('is nothing else', () => {
    for (const text of [
      '',
      'pvt1',
      formatEnrolmentToken(token).slice(0, -1),
      `${formatEnrolmentToken(token)}x`,
      'pvt2.a.b.c',
    ])
      expect(parseEnrolmentToken(text)).toBeUndefined();
  });
});

describe('a session text', () => {
  const binding = {
    role: 'device',
    organisation: 'o',
    device: 'd',
    serverNonce: 's',
    deviceNonce: 'n',
    tlsExporter: '',
  } as const;
  it('differs with every field, so that no proof fits another session', () => {
    const changed = [
      { ...binding, role: 'server' as const },
      { ...binding, organisation: 'p' },
      { ...binding, device: 'e' },
      { ...binding, serverNonce: 't' },
      { ...binding, deviceNonce: 'm' },
      { ...binding, tlsExporter: 'x' },
      { ...binding, organisation: 'od', device: '' },
    ];
    expect(new Set([binding, ...changed].map(sessionText)).size).toBe(changed.length + 1);
  });
  it('refuses a field that could run into the next', () => {
    expect(() => sessionText({ ...binding, device: 'a\nb' })).toThrow(/line break/);
  });
});
