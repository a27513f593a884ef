import { fail, ok } from '#policy/outcome.ts';
import type { fleetOperations } from '#protocol/console-fleet.ts';
import { conflict } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';
import { narrowed, scopeOf, seenDevice } from '../scope.ts';

/** The fleet as a whole, as far as the operator's unit reaches. */
export function fleetAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof fleetOperations> {
  const { announcements, drafts, expected, fleet, looks, packs, pauses, rollouts } = ports;
  return {
    listUnits: async ({ operator }) => {
      const { unit, within } = scopeOf(ports, operator);
      return ok({ units: await fleet.units(unit, within) });
    },
    getCoverage: async ({ operator, query }) => {
      const scope = narrowed(ports, operator, query.unit);
      return scope.ok ? ok(await fleet.coverage(scope.value.within, query.ban)) : scope;
    },
    getOverview: async ({ operator }) => {
      const { within } = scopeOf(ports, operator);
      const [newest] = await rollouts.list();
      return ok(
        await fleet.overview(within, {
          ...(within === undefined ? { connected: (await ports.info()).connected } : {}),
          draftsInReview: await drafts.countInReview(operator),
          packsHeld: (await packs.list()).filter(({ heldVersion }) => heldVersion !== undefined).length,
          ...(newest?.state === 'halted' ? { rolloutHalted: newest.version } : {}),
          ...(newest?.state === 'running' ? { rolloutRunning: newest.version } : {}),
        }),
      );
    },
    importDevices: async ({ operator, body }) => {
      const done = await ports.importDevices({ name: operator.name, ...scopeOf(ports, operator) }, body);
      if (done.ok && body.dryRun !== true && done.value.changed > 0)
        announcements.announce({
          kind: 'device-changed',
          by: operator.name,
          unit: scopeOf(ports, operator).unit,
          text: `${done.value.changed} PCs were placed by an import`,
        });
      return done;
    },
    listExpected: async ({ operator, query }) =>
      ok(await expected.list(query, scopeOf(ports, operator).within)),
    getDevicePolicy: async ({ operator, params }) => {
      const seen = await seenDevice(ports, operator, params.device);
      if (!seen.ok) return seen;
      const row = seen.value;
      const target = rollouts.targetOf(row.id) ?? ports.policies.current();
      if (target === undefined) return fail(conflict('no policy is published yet'));
      await looks.record(operator, [row.id], 'device');
      const organisation = target.release.organisation.id;
      const running = pauses
        .list(() => true)
        .map(({ ban, from, until }) => ({ organisation, ban, serial: 1, from, until }));
      return ok(await fleet.policyOf(target, row, running));
    },
    eraseDevice: ({ operator, params, body }) =>
      fleet.erasure.device(
        { name: operator.name, within: scopeOf(ports, operator).within },
        params.device,
        body.reason,
      ),
    erasePerson: ({ operator, body }) =>
      fleet.erasure.person({ name: operator.name, within: scopeOf(ports, operator).within }, body),
  };
}
