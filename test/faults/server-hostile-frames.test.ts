import { expect, it } from 'vitest';
import type { SigningKey } from '#runtime/signature.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import { limits } from '#protocol/limits.ts';
import { forkServer } from '#test/kit/child-server.ts';
import { hostileFrames, type HostileFrame } from '#test/kit/hostile-frames.ts';
import { printedSeed, seededRandom } from '#test/kit/random.ts';
import { must } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

const frames = 10_000;
/** Enough for compiled code and caches to have reached their size. */
const warmUp = 3_000;
const atOnce = 16;
/** Protocol-level codes of RFC 6455 that the WebSocket library itself sends: bad UTF-8, bad framing. */
const clear: ReadonlySet<number> = new Set([
  1000,
  1002,
  1007,
  1013,
  ...Object.values(closeCodes)
    // No frame may make the server fail.
    .filter(({ code }) => code !== closeCodes.serverFault.code)
    .map(({ code }) => code),
]);

type Peer = () => Promise<WireAgent>;

/** Sends that many frames over as many connections as it takes; every close must have a clear code. */
async function bombard(peer: Peer, next: () => HostileFrame, count: number): Promise<Map<number, number>> {
  const closes = new Map<number, number>();
  let left = count;
  const one = async (): Promise<void> => {
    let agent: WireAgent | undefined;
    while (left > 0) {
      left -= 1;
      if (agent === undefined || agent.closed !== undefined) agent = await peer();
      const frame = next();
      agent.heard.length = 0;
      agent.sendText(frame.data);
      await agent.settled();
      if (agent.closed === undefined) continue;
      const { code } = agent.closed;
      if (!clear.has(code)) throw new Error(`${frame.kind} was answered with close code ${code}`);
      closes.set(code, (closes.get(code) ?? 0) + 1);
    }
    agent?.cut();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return closes;
}

it('10,000 hostile frames before the proof and 10,000 after it are answered clearly and leave nothing behind', async () => {
  const random = seededRandom(printedSeed('hostile frames'));
  using folder = tempFolder();
  const server = await forkServer(folder.path);
  try {
    const token = server.token ?? '';
    const wanted = { name: 'test', uses: atOnce, validHours: 1 };
    const { text } = await must(server.apiUrl, token, 'createToken', { body: wanted });
    const devices: { device: string; key: SigningKey }[] = [];
    for (let made = 0; made < atOnce; made += 1) devices.push(await enrolDevice(server.url, text));

    const stranger: Peer = async () => {
      const agent = new WireAgent(server.url);
      await agent.take('challenge');
      return agent;
    };
    let turn = 0;
    // The epoch of the golden events, so that whole messages among the frames are taken in.
    const epoch = 'fedcba9876543210fedcba9876543210';
    const member: Peer = async () => {
      const { device, key } = devices[(turn += 1) % atOnce] ?? { device: '', key: undefined };
      const agent = new WireAgent(server.url, key === undefined ? {} : { key });
      await agent.sayHello(device, { epoch, release: 1, highestRelease: 1 });
      await agent.until(
        () => (agent.heard.length > 0 || agent.closed !== undefined ? true : undefined),
        true,
      );
      return agent;
    };
    const golden = 'agent-to-server';
    const before = hostileFrames(random, { golden, limit: limits.frameBeforeProof });
    const after = hostileFrames(random, { golden, limit: limits.frameFromAgent });

    await bombard(stranger, before, warmUp);
    await bombard(member, after, warmUp);
    const warm = await server.heap();
    const strangers = await bombard(stranger, before, frames);
    const members = await bombard(member, after, frames);
    const spent = await server.heap();
    console.log('closes before the proof', strangers, 'after it', members, 'heap', warm, spent);

    expect(server.alive()).toBe(true);
    expect(spent).toBeLessThan(warm * 1.05);
    expect(strangers.get(closeCodes.malformed.code)).toBeGreaterThan(1_000);
    expect(members.get(closeCodes.malformed.code)).toBeGreaterThan(1_000);
    expect(strangers.get(closeCodes.tooLarge.code)).toBeGreaterThan(500);
    expect(members.get(closeCodes.tooLarge.code)).toBeGreaterThan(500);
    const { device, key } = await enrolDevice(
      server.url,
      (await must(server.apiUrl, token, 'createToken', { body: wanted })).text,
    );
    await using agent = new WireAgent(server.url, { key });
    expect((await agent.arrive(device)).acked).toBe(0);
  } finally {
    await server.stop();
  }
});
