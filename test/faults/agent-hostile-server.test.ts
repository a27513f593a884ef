import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { closeCodes } from '#protocol/close-codes.ts';
import type { EventBody } from '#protocol/event.ts';
import { agentFaults, type AgentFaultCode } from '#protocol/fault-codes.ts';
import { limits } from '#protocol/limits.ts';
import { ChildAgent } from '#test/kit/child-agent.ts';
import { hostileDocuments } from '#test/kit/hostile-documents.ts';
import { hostileFrames, type HostileFrame } from '#test/kit/hostile-frames.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { printedSeed, seededRandom } from '#test/kit/random.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

const frames = 10_000;
/**
 * Of each kind. The engine lets go of a fifth of the heap (what the start left) somewhere between the 5,000th and the
 * 10,000th frame; so the second half is held against the lower of two looks.
 */
const warmUp = 3_000;
/** 1000: the agent was asked to come again. The others RFC 6455 gives to the library: bad framing, bad UTF-8, too large. */
const clear: ReadonlySet<number> = new Set([
  1000,
  1002,
  1007,
  1009,
  ...Object.values(closeCodes).map(({ code }) => code),
]);

/** A number of hostile frames, on whatever connection the agent has then; every close must have a clear code. */
class Attack {
  readonly closes = new Map<number, number>();
  readonly #over = Promise.withResolvers<Attack>();
  readonly over = this.#over.promise;
  #left: number;
  readonly #next: () => HostileFrame;

  constructor(next: () => HostileFrame, count: number) {
    this.#next = next;
    this.#left = count;
  }

  /** Sends one frame after the other; a pong says that the agent has dealt with the one before and stayed. */
  on(socket: WebSocket): void {
    let kind = 'nothing';
    const step = (): void => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (this.#left === 0) {
        socket.close(1000);
        return;
      }
      this.#left -= 1;
      const frame = this.#next();
      kind = frame.kind;
      socket.send(frame.data);
      socket.ping();
    };
    socket.on('pong', step);
    socket.on('close', (code) => {
      this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
      if (!clear.has(code)) this.#over.reject(new Error(`${kind} was answered with close code ${code}`));
      else if (this.#left === 0) this.#over.resolve(this);
    });
    step();
  }
}

it('10,000 hostile frames before the proof and 10,000 after it are refused clearly, and the agent goes on', async () => {
  const random = seededRandom(printedSeed('hostile server'));
  using folder = tempFolder();
  const attacks: { early?: Attack | undefined; late?: Attack | undefined } = {};
  let epoch = '';
  await using server = await TinyServer.open({
    bans: [ban()],
    seize: (socket) => {
      if (attacks.early === undefined) return false;
      const nonce = Buffer.alloc(32).toString('base64');
      // Every other connection is attacked when the agent has said hello and waits for the server's proof.
      if (random() < 0.5) socket.send(JSON.stringify({ type: 'challenge', organisation: 'example', nonce }));
      attacks.early.on(socket);
      return true;
    },
    onSession: (socket, hello) => {
      epoch = hello.epoch;
      attacks.late?.on(socket);
    },
  });
  await using agent = new ChildAgent(folder.path, server);
  const applied = (version: number) =>
    until('the release is applied', () =>
      server.heard.find((one) => one.type === 'release-applied' && one.version === version),
    );
  const attack = async (when: 'early' | 'late', next: () => HostileFrame, count: number) => {
    const begun = new Attack(next, count);
    attacks[when] = begun;
    server.drop();
    await begun.over;
    attacks[when] = undefined;
    return begun.closes;
  };

  await applied(1);
  // So that there is a lower version to roll back to.
  server.publish([ban()]);
  await applied(2);
  const fragments = [{ unit: 'root', sha256: server.signer.fragment('root', server.bans).sha256 }];
  const golden = 'server-to-agent';
  const early = hostileFrames(random, { golden, limit: limits.frameBeforeProof });
  const noise = hostileFrames(random, { golden, limit: limits.frameFromServer });
  const documents = hostileDocuments(random, { signer: server.signer, fragments, epoch: () => epoch });
  const late = (): HostileFrame => {
    if (random() < 0.6) return documents();
    const frame = noise();
    // Four megabytes each: a few are enough.
    return frame.kind === 'oversized' && random() < 0.9 ? documents() : frame;
  };

  await attack('early', early, warmUp);
  await attack('late', late, warmUp);
  const warm = Number(await agent.ask('heap'));
  const before = await attack('early', early, frames);
  const between = Number(await agent.ask('heap'));
  const after = await attack('late', late, frames);
  const spent = Number(await agent.ask('heap'));
  console.log('closes before the proof', before, 'after it', after, 'heap', warm, between, spent);

  expect(agent.alive).toBe(true);
  expect(between).toBeLessThan(warm * 1.05);
  expect(spent).toBeLessThan(Math.min(warm, between) * 1.05);
  expect(before.get(closeCodes.malformed.code)).toBeGreaterThan(1_000);
  expect(before.get(closeCodes.tooLarge.code)).toBeGreaterThan(500);
  expect(before.get(closeCodes.tooDeep.code)).toBeGreaterThan(500);
  expect(before.get(closeCodes.outOfTurn.code)).toBeGreaterThan(100);
  expect(after.get(closeCodes.malformed.code)).toBeGreaterThan(1_000);
  expect(after.get(closeCodes.outOfTurn.code)).toBeGreaterThan(100);

  // The last good release is in force, and an honest server is heard again.
  expect(await agent.ask('enforces')).toBe(true);
  await until('the hit is told', () => [...server.events.values()].find(({ body }) => body.type === 'hit'));
  expect(await agent.ask('status')).toMatchObject({
    type: 'status',
    status: { state: 'active', release: 2, unit: 'root', server: { connected: true }, counts: { bans: 1 } },
  });
  server.publish([ban({ effect: 'warn' })]);
  await applied(3);
  const told = [
    ...[...server.events.values()].map(({ body }) => body),
    ...((await agent.ask('journal')) as readonly EventBody[]),
  ];
  for (const body of told) {
    if (body.type === 'fault') expect(body.detail).toBe(agentFaults[body.code as AgentFaultCode]);
    else expect(body).toMatchObject({ ban: 'telegram-ban', account: 'kari' });
  }
  expect(await agent.stop()).toBe(0);
});
