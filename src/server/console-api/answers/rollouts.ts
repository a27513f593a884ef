import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { rolloutOperations } from '#protocol/console-rollouts.ts';
import type { Operator } from '#server/operators/index.ts';
import type { MayFor } from '#server/rollouts/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function rolloutAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof rolloutOperations> {
  const { devices, looks, pauses, rollouts, rootUnit, unitOf, unitsUnder } = ports;
  /** '' stands for what no unit owns any more: the organisation's own matter. */
  const own = (operator: Operator): MayFor => {
    const mine = unitOf(operator);
    const units = new Set(unitsUnder(mine));
    return (unit) => (unit === '' ? mine === rootUnit() : units.has(unit));
  };
  /** Also of the units above, whose bans hold below. */
  const concerning = (operator: Operator): MayFor => {
    const may = own(operator);
    return (unit) => may(unit) || unitsUnder(unit).includes(unitOf(operator));
  };
  const ask = async (
    operator: Operator,
    id: string,
    what: 'prove' | 'rescan',
  ): Promise<Outcome<{ sent: boolean }, Refusal>> => {
    const row = await devices.find(id);
    if (row === undefined || !own(operator)(row.unit)) return fail(notFound('device'));
    await looks.record(operator, [row.id], what);
    return ok({ sent: ports.askDevice(row.id, what) });
  };
  return {
    listRollouts: async () => ok({ rollouts: await rollouts.list() }),
    getRollout: ({ params }) => rollouts.get(params.version),
    promoteRollout: ({ operator, params }) => rollouts.promote(operator, params.version),
    haltRollout: ({ operator, params, body }) => rollouts.halt(operator, params.version, body.reason),
    resumeRollout: ({ operator, params, body }) => rollouts.resume(operator, params.version, body.reason),
    listPauses: async ({ operator }) => ok({ pauses: pauses.list(concerning(operator)) }),
    pauseBan: ({ operator, params, body }) =>
      pauses.begin(operator, own(operator), { ban: params.ban, ...body }),
    endPause: ({ operator, params }) => pauses.end(operator, own(operator), params.ban),
    askProof: ({ operator, params }) => ask(operator, params.device, 'prove'),
    askRescan: ({ operator, params }) => ask(operator, params.device, 'rescan'),
  };
}
