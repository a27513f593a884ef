import { expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { forkServer, type ChildServer } from '#test/kit/child-server.ts';
import { printedSeed, seededRandom } from '#test/kit/random.ts';
import { must } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

const total = 10_000;
const perMessage = 40;
const kills = 8;
const event = (seq: number): EventBody => ({
  type: 'fault',
  code: 'clock-jumped',
  detail: `event ${seq}`,
  at: 1,
});

/** Sends what the server does not hold, up to `last`; ends at the last ack, or when `enough` acks came. */
async function sendOn(
  agent: WireAgent,
  epoch: string,
  acked: number,
  { last, enough }: { readonly last: number; readonly enough: number },
): Promise<number> {
  for (let from = acked + 1; from <= last; from += perMessage) {
    const count = Math.min(perMessage, last - from + 1);
    agent.sendEvents(
      from,
      Array.from({ length: count }, (_, at) => event(from + at)),
      epoch,
    );
  }
  let seq = acked;
  for (let heard = 0; heard < enough && seq < last; heard += 1) seq = (await agent.take('events-ack')).seq;
  return seq;
}

it('a server killed while it takes in 10,000 events loses none and keeps none twice', async () => {
  const random = seededRandom(printedSeed('kills'));
  using folder = tempFolder();
  let server: ChildServer = await forkServer(folder.path);
  try {
    const token = server.token ?? '';
    const wanted = { name: 'test', uses: 1, validHours: 1 };
    const { text } = await must(server.apiUrl, token, 'createToken', { body: wanted });
    const { device, key } = await enrolDevice(server.url, text);
    const epoch = newId();
    let promised = 0;
    for (let round = 0; round < kills; round += 1) {
      await using agent = new WireAgent(server.url, { key });
      const { acked } = await agent.arrive(device, { epoch });
      expect(acked).toBeGreaterThanOrEqual(promised);
      const last = Math.ceil((total * (round + 1)) / (kills + 1));
      // 0: killed with everything on the way; more: between two acknowledgements.
      const enough = Math.floor(random() * 20);
      // Every other time as an agent that trusts only the acknowledgements it heard: much of it comes twice.
      const held = round % 2 === 0 ? acked : promised;
      promised = Math.max(promised, await sendOn(agent, epoch, held, { last, enough }));
      await server.kill();
      server = await forkServer(folder.path);
    }
    await using agent = new WireAgent(server.url, { key });
    const { acked } = await agent.arrive(device, { epoch });
    expect(acked).toBeGreaterThanOrEqual(promised);
    await sendOn(agent, epoch, acked, { last: total, enough: total });

    const details: string[] = [];
    for (let after = 0; ;) {
      const { events, cursor } = await must(server.apiUrl, token, 'listEvents', {
        query: { after, limit: 500 },
      });
      if (events.length === 0) break;
      details.push(...events.map(({ body }) => (body.type === 'fault' ? body.detail : '')));
      after = cursor;
    }
    expect(details).toEqual(Array.from({ length: total }, (_, at) => `event ${at + 1}`));
  } finally {
    await server.stop();
  }
});
