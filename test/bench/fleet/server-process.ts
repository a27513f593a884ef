import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '#runtime/clock.ts';
import { createLog, silentLog } from '#runtime/log.ts';
import { linkLimits, openAgentLink } from '#server/agent-link/index.ts';
import { firstStart } from '#server/first-start.ts';
import { listen } from '#server/listen.ts';
import { startServer } from '#server/main.ts';
import { loadKeys } from '#server/policies/index.ts';
import { openRooms, type Rooms } from '#server/rooms.ts';
import { newId, takeDataFolder } from '#server/store/index.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import type { Answer, Question, ServerKind, Started } from './server-words.ts';

/**
 * The server under load in a process of its own, asked by messages from the bench: `server-process.ts <kind> <folder>
 * <port> [<certificate> <key>]`. `whole` is the product as it starts; `link` is its rooms and the agents' door without the
 * console, so that the bench can look between them: when an acknowledgement is on disk, and what it costs without a disk.
 */
const [, , kind = '', folder = '', wantedPort = '0', certificate = '', privateKey = ''] = process.argv;
const port = Number(wantedPort);
const log = process.env['PORTVAKT_LOG'] === undefined ? silentLog : createLog('server', 'warn');
const up = { name: 'up' };
const tls =
  certificate === ''
    ? undefined
    : { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(privateKey, 'utf8') };

type Running = {
  readonly started: Started;
  readonly apply: (files: readonly PolicyFileText[]) => Promise<{ readonly ok: boolean }>;
  readonly version: () => Promise<number>;
  readonly rooms: Rooms | undefined;
  readonly stop: () => Promise<void>;
};

/** What happened at the agents' door since a question; counted only where the bench can look. */
const seen = { offeredAt: 0, offeredCpu: 0, applied: 0, lastApplied: 0, stored: true, wanted: Infinity };
const settleMs = 10;
let whenApplied: (() => void) | undefined;
const delay = monitorEventLoopDelay({ resolution: 1 });

async function whole(): Promise<Running> {
  const started = await startServer({ dataFolder: folder, port, log, ...(tls === undefined ? {} : { tls }) });
  if (!started.ok) throw new Error(started.fault);
  const { address, apiUrl, direct, stop } = started.value;
  return {
    started: { port: address.port, apiUrl, token: '' },
    apply: direct.applyPolicy,
    version: async () => (await direct.info()).release,
    rooms: undefined,
    stop,
  };
}

async function link(): Promise<Running> {
  const taken = takeDataFolder(folder);
  if (!taken.ok) throw new Error(taken.fault);
  const named = firstStart.organisation(taken.value, { id: 'kommune', name: 'Kommune' });
  const loaded = loadKeys(taken.value, undefined);
  if (!named.ok || !loaded.ok) throw new Error('the data folder is of no use');
  const organisation = named.value;
  firstStart.keep(taken.value, organisation);
  const rooms = await openRooms({
    databasePath: taken.value.path('server.sqlite'),
    ...{ keys: loaded.value, organisation, clock: systemClock, log },
    providerSecret: firstStart.secretFile(taken.value, 'identity-provider-secret'),
    packKey: generateSigningKey,
  });
  const { administratorToken = '' } = await firstStart.fill(taken.value, rooms, organisation);
  const server = createServer();
  const listening = await listen(server, '127.0.0.1', port);
  if (!listening.ok) throw new Error(listening.fault);
  const door = openAgentLink(server, {
    ...rooms,
    clock: systemClock,
    log,
    organisationId: organisation.id,
    serverKey: loaded.value.server,
    organisationKey: loaded.value.organisation.publicKey,
    bindTls: false,
    limits: linkLimits,
    devices: {
      ...rooms.devices,
      applied: async (...told) => {
        if (seen.stored) await rooms.devices.applied(...told);
        countApplied();
      },
    },
    rollouts: {
      ...rooms.rollouts,
      onOffer: (listener) =>
        rooms.rollouts.onOffer(() => {
          // What publishing costs is over, and was counted, when the release begins to go out.
          setTimeout(() => {
            delay.reset();
            seen.offeredCpu = cpuUs();
            seen.offeredAt = nowNs();
            listener();
          }, settleMs);
        }),
    },
  });
  return {
    started: { port: listening.value, apiUrl: '', token: administratorToken },
    apply: (files) => rooms.policies.apply(up, files),
    version: () => Promise.resolve(rooms.policies.current()?.version ?? 0),
    rooms,
    stop: async () => {
      await door[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await rooms[Symbol.asyncDispose]();
    },
  };
}

function countApplied(): void {
  seen.applied += 1;
  seen.lastApplied = nowNs();
  if (seen.applied >= seen.wanted) whenApplied?.();
}
function nowNs(): number {
  return Number(process.hrtime.bigint());
}
function cpuUs(): number {
  const { system, user } = process.cpuUsage();
  return system + user;
}

/** Devices as an enrolment would have made them, by the room's own code; their keys go to the load generator's file. */
async function seed(rooms: Rooms, count: number, file: string): Promise<void> {
  writeFileSync(file, '', { mode: 0o600 });
  for (let done = 0; done < count; done += 500) {
    const lines: string[] = [];
    await rooms.db.transaction().execute(async (trx) => {
      for (let at = done; at < Math.min(count, done + 500); at += 1) {
        const { publicKey, privateKey: secret } = generateKeyPairSync('ed25519');
        const id = newId();
        const place = { unit: rooms.rootUnit(), labels: '[]', class: 'service' } as const;
        await rooms.devices.insert(trx, {
          ...{ id, private: false, state: 'active', token: 'bench', base: place },
          deviceKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
          place: { ...place, set_by: null },
          facts: {
            ...{ hostName: `pc-${id.slice(0, 8)}`, os: 'linux', osName: 'Debian GNU/Linux', osVersion: '12' },
            ...{ model: 'test', agentVersion: '0.1.0' },
          },
        });
        const raw = secret.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('hex');
        lines.push(`${id} ${raw}\n`);
      }
    });
    appendFileSync(file, lines.join(''));
  }
}

async function answer(running: Running, asked: Question): Promise<Answer> {
  switch (asked.ask) {
    case 'weigh':
      if (asked.collect) await collect();
      return { rssKb: process.memoryUsage.rss() / 1_024, heapKb: process.memoryUsage().heapUsed / 1_024 };
    case 'seed':
      if (running.rooms === undefined) throw new Error('only a server of kind link is seeded');
      await seed(running.rooms, asked.count, asked.file);
      return {};
    case 'token': {
      const wanted = { name: 'bench', uses: asked.uses, validHours: 1 };
      const made = await running.rooms?.tokens.create(up, wanted);
      if (made?.ok !== true) throw new Error('no enrolment token');
      return { text: made.value.text };
    }
    case 'publish': {
      seen.applied = 0;
      seen.stored = asked.stored ?? true;
      seen.wanted = asked.wanted ?? Infinity;
      const all = new Promise<void>((resolve) => (whenApplied = resolve));
      delay.reset();
      delay.enable();
      const done = await running.apply(asked.files);
      if (!done.ok) throw new Error(`the policy was refused: ${JSON.stringify(done)}`);
      if (asked.wanted !== undefined) await all;
      return { version: await running.version() };
    }
    case 'cpu':
      return {
        ...{ cpuUs: cpuUs(), offeredUs: seen.offeredCpu },
        ...{ offeredNs: seen.offeredAt, lastAppliedNs: seen.lastApplied },
      };
    case 'delay':
      delay.disable();
      return { longestMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 };
    case 'stop':
      await running.stop();
      return {};
    default:
      return asked satisfies never;
  }
}

async function collect(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
}

const kinds: Readonly<Record<ServerKind, () => Promise<Running>>> = { whole, link };
const start = kinds[kind as ServerKind];
const running = await start();
process.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(running, question)
    .then(
      (value) => process.send?.({ id, value }),
      (fault: unknown) => process.send?.({ id, fault: String(fault) }),
    )
    .finally(() => {
      if (question.ask === 'stop') process.disconnect?.();
    });
});
process.send?.({ id: 0, value: running.started });
