import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Check } from 'typebox/value';
import { Type } from 'typebox';
import { agentToTray } from '#protocol/tray-agent.ts';
import { noticeId } from './fake-services.ts';
import { hearing, openStage } from './stage.ts';

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

describe('a hostile caller', () => {
  it.each([
    ['nothing', null],
    ['a number', 7],
    ['a list', [{ type: 'status', id: 1 }]],
    ['no type', { id: 9 }],
    ['a type that is no text', { type: { toString: 'status' }, id: 9 }],
    ['a field too many', { type: 'status', id: 9, account: 'berit' }],
    ['somebody else’s account', { type: 'acknowledge', id: 9, notice: noticeId, account: 'berit' }],
    ['no id', { type: 'status' }],
    ['a negative id', { type: 'status', id: -1 }],
    ['an id with a fraction', { type: 'status', id: 1.5 }],
    ['no notice id', { type: 'shown', id: 9, notice: '../../etc/passwd' }],
    ['a ban that is no slug', { type: 'ask', id: 9, ban: 'A B', purpose: 'work', days: 3 }],
    ['too many days', { type: 'ask', id: 9, ban: 'telegram', purpose: 'work', days: 100_000 }],
    ['an endless purpose', { type: 'ask', id: 9, ban: 'telegram', purpose: 'x'.repeat(301), days: 3 }],
    ['a path too long', { type: 'explain', id: 9, path: 'x'.repeat(4_097) }],
    ['a huge message', { type: 'explain', id: 9, path: 'x'.repeat(500_000) }],
    ['deep nesting', { type: 'status', id: 9, more: deep(1_000) }],
    ['a polluted prototype', JSON.parse('{"type":"status","id":9,"__proto__":{"account":"berit"}}')],
  ])('who sends %s is refused once and then cut off', async (_what, message) => {
    await using at = await openStage();
    const connection = await at.raw(1000);
    const ear = hearing(connection);
    connection.send(message);
    connection.send({ type: 'status', id: 10 });
    await vi.waitFor(() => expect(ear.closed).toBeDefined());
    expect(ear.heard).toEqual([expect.objectContaining({ type: 'refused', fault: 'malformed' })]);
    expect(JSON.stringify(ear.heard)).not.toContain('xxx');
    expect(at.services.calls).toEqual([]);
    using other = await at.client(1001);
    expect((await other.request({ type: 'status' })).ok).toBe(true);
  });

  it('who tries the verbs of the admin door, or others, at the tray door is not heard', async () => {
    await using at = await openStage();
    const connection = await at.raw(1000);
    const ear = hearing(connection);
    for (const type of ['rescan', 'enrol', 'disable', 'exempt', 'constructor', '__proto__', 'toString'])
      connection.send({ type, id: 1, server: 'wss://evil.example', token: 'good' });
    connection.send({ type: 'status', id: 2 });
    await vi.waitFor(() => expect(ear.heard).toHaveLength(1));
    expect(ear.heard).toEqual([expect.objectContaining({ type: 'status', id: 2 })]);
    expect(at.doors.unknown).toBe(7);
    expect(at.services.calls).toEqual([]);
  });

  it('who asks too often is told so, over all connections of the account, and later cut off', async () => {
    await using at = await openStage();
    const first = await at.raw(1000);
    const firstEar = hearing(first);
    for (let id = 0; id < 60; id += 1) first.send({ type: 'notices', id });
    await vi.waitFor(() => expect(firstEar.heard).toHaveLength(60));
    const second = await at.raw(1000);
    const ear = hearing(second);
    for (let id = 0; id < 150; id += 1) second.send({ type: 'notices', id });
    await vi.waitFor(() => expect(ear.closed).toBeDefined());
    expect(at.services.calls).toHaveLength(60);
    expect(new Set(ear.heard.map((one) => (one as { fault?: string }).fault))).toEqual(
      new Set(['too-many-requests']),
    );
    using other = await at.client(1001);
    expect((await other.request({ type: 'notices' })).ok).toBe(true);
    using again = await at.client(1000);
    expect((await again.request({ type: 'notices' })).ok).toBe(false);
    at.clock.pass(1_000);
    expect((await again.request({ type: 'notices' })).ok).toBe(true);
  });

  it('who floods with unknown messages spends the same budget', async () => {
    await using at = await openStage();
    const connection = await at.raw(1000);
    const ear = hearing(connection);
    for (let id = 0; id < 300; id += 1) connection.send({ type: 'noise', id });
    await vi.waitFor(() => expect(ear.closed).toBeDefined());
    expect(at.doors.unknown).toBe(60);
  });

  it('whatever is sent, the answer is of the protocol and nobody else’s records are touched', async () => {
    const anyAnswer = Type.Union([...agentToTray]);
    const verb = fc.constantFrom(
      'status', 'subscribe', 'notices', 'shown', 'acknowledge', 'ask', 'requests', 'ledger', 'explain', 'enrol',
    ); // prettier-ignore
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: verb,
        id: fc.oneof(fc.nat(), fc.jsonValue()),
        notice: fc.oneof(fc.constant(noticeId), fc.jsonValue()),
      }),
      fc.record({ type: verb, id: fc.nat() }),
      fc.record({ type: verb, id: fc.nat(), account: fc.constant('berit') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 10 }), async (messages) => {
        await using at = await openStage();
        const connection = await at.raw(1000);
        const ear = hearing(connection);
        for (const one of messages) connection.send(one);
        connection.send({ type: 'status', id: 4_000_000_000 });
        const isDone = (): boolean =>
          ear.closed !== undefined || ear.heard.some((one) => (one as { id?: unknown }).id === 4_000_000_000);
        await vi.waitFor(() => expect(isDone()).toBe(true), { interval: 1 });
        for (const answer of ear.heard) expect(Check(anyAnswer, answer)).toBe(true);
        for (const call of at.services.calls) expect(call).toContain(' anna');
      }),
      { numRuns: 100 },
    );
  });
});
