import { silentLog } from '#runtime/log.ts';
import { startServer } from '#server/main.ts';
import { JourneyClock } from '#test/journeys/journey-clock.ts';
import { answerParent } from './told-child.ts';

/** How the walk starts its server. */
export type ServerWishes = {
  readonly dataFolder: string;
  readonly consoleFolder: string;
  readonly port: number;
  readonly begin: number;
};

/** Connections must live through days that are left out. */
const patient = { silenceSeconds: 100_000_000, pingSeconds: 100_000_000 };

const { begin, ...wishes } = JSON.parse(process.argv[2] ?? '') as ServerWishes;
const clock = new JourneyClock(begin);
const started = await startServer({
  ...wishes,
  organisation: { id: 'fjordby', name: 'Fjordby municipality' },
  clock,
  limits: patient,
  log: silentLog,
});
if (!started.ok) throw new Error(started.fault);
const { url, apiUrl, address } = started.value;
answerParent({ moveTo: (instant: number) => clock.moveTo(instant) }, { url, apiUrl, port: address.port });
