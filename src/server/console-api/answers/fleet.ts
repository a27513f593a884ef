import { fail } from '#policy/outcome.ts';
import type { fleetOperations } from '#protocol/console-fleet.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const notBuilt = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));

export function fleetAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof fleetOperations> {
  return {
    listUnits: notBuilt,
    getCoverage: notBuilt,
    getOverview: notBuilt,
    importDevices: notBuilt,
    listExpected: notBuilt,
    getDevicePolicy: notBuilt,
    eraseDevice: notBuilt,
    erasePerson: notBuilt,
  };
}
