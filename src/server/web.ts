import type { RequestListener } from 'node:http';
import { systemClock, type Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { createConsoleDoor, type ConsolePorts } from '#server/console-api/index.ts';
import type { ConsoleFiles } from '#server/console-files/index.ts';
import type { ExtensionFiles } from '#server/extension-files/index.ts';
import { createMetricsDoor, type Metrics } from '#server/metrics/index.ts';
import { createPackFiles } from '#server/packs/index.ts';
import {
  createAttempts,
  createCallers,
  createPace,
  createSignIn,
  createSignInDoor,
  type Attempts,
  type Callers,
  type Pace,
  type Reach,
} from '#server/sessions/index.ts';
import type { Rooms } from './rooms.ts';

/** Who may call how often; over it there is a 429. Protects this machine, so it goes by real time. */
const requests = { perMinute: 6_000, burst: 200 } as const;

export type Entrance = {
  readonly reach: Reach;
  readonly callers: Callers;
  readonly attempts: Attempts;
  readonly pace: Pace;
};

/** How requests from browsers and scripts are told apart: needed by whoever answers them. */
export function createEntrance(
  rooms: Rooms,
  reach: Reach,
  pacing: Pick<Clock, 'monotonic'> = systemClock,
): Entrance {
  return {
    reach,
    callers: createCallers({ ...rooms, reach }),
    attempts: createAttempts(pacing),
    pace: createPace(pacing, requests),
  };
}

export type WebPorts = {
  readonly rooms: Rooms;
  readonly entrance: Entrance;
  readonly handlers: ConsolePorts['handlers'];
  readonly extension: ExtensionFiles | undefined;
  readonly console: ConsoleFiles | undefined;
  readonly metrics: Metrics;
  readonly metricsOpen: boolean;
  readonly clock: Clock;
  readonly log: Log;
};

/** Joins everything that answers HTTP: the extension's files, signing in, the console's files, and the API with all else. */
export function createWebDoor({
  rooms,
  entrance,
  handlers,
  clock,
  log,
  ...files
}: WebPorts): RequestListener {
  const { callers, attempts, pace, reach } = entrance;
  const signInDoor = createSignInDoor({
    callers,
    attempts,
    sessions: rooms.sessions,
    signIn: createSignIn({ ...rooms, provider: rooms.identityProvider, clock, log }),
    contact: () => contactOf(rooms),
    hasConsole: files.console !== undefined,
    log,
  });
  const api = createConsoleDoor({
    handlers,
    callers,
    pace,
    rootUnit: rooms.rootUnit,
    log,
    observe: rooms.counted.request,
  });
  const metricsDoor = createMetricsDoor({ metrics: files.metrics, callers, open: files.metricsOpen, log });
  const packFiles = createPackFiles(rooms.ownPacks, log);
  return (request, response) => {
    if (reach.secure) response.setHeader('strict-transport-security', 'max-age=31536000');
    if (files.extension?.(request, response) === true) return;
    if (packFiles(request, response)) return;
    if (metricsDoor(request, response)) return;
    if (signInDoor(request, response)) return;
    if (files.console?.(request, response) === true) return;
    api(request, response);
  };
}

function contactOf({ policies }: Rooms): string | undefined {
  const contact = policies.current()?.release.organisation.contact;
  if (contact === undefined) return undefined;
  const way = contact.mail ?? contact.phone;
  return way === undefined ? contact.name : `${contact.name} (${way})`;
}
