import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { deviceOperations } from '#protocol/console-devices.ts';
import { summary, type Acting, type DeviceRow } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';
import { narrowed, scopeOf, seenDevice } from '../scope.ts';

const defaultPage = 100;

/** PCs, what they reported and the tokens by which they enrol: each operator's own unit and below. */
export function deviceAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof deviceOperations> {
  const { announcements, devices, events, fleet, looks, rollouts, tokens } = ports;
  const acting = (operator: Operator): Acting => ({
    name: operator.name,
    within: scopeOf(ports, operator).within,
  });
  const changed = (
    operator: Operator,
    done: Outcome<DeviceRow, Refusal>,
    text: string,
  ): Outcome<ReturnType<typeof summary>, Refusal> => {
    if (!done.ok) return done;
    const { id, unit } = done.value;
    announcements.announce({ kind: 'device-changed', subject: id, unit, by: operator.name, text });
    return ok(summary(done.value));
  };

  return {
    listDevices: async ({ operator, query: { unit, ...filter } }) => {
      const scope = narrowed(ports, operator, unit);
      return scope.ok ? ok(await devices.list(filter, scope.value.within)) : scope;
    },
    getDevice: async ({ operator, params }) => {
      const seen = await seenDevice(ports, operator, params.device);
      if (!seen.ok) return seen;
      const row = seen.value;
      await looks.record(operator, [row.id], 'device');
      const ring = rollouts.ringOf(row);
      return ok(
        await devices.detail(row, {
          receipts: await fleet.receiptsOf(row.id),
          looks: await looks.of(row.id),
          ...(ring === 'all' ? {} : { ring }),
        }),
      );
    },
    setDevice: async ({ operator, params, body }) =>
      changed(
        operator,
        await devices.set(acting(operator), params.device, body),
        'a PC was moved or labelled',
      ),
    approveDevice: async ({ operator, params }) =>
      changed(operator, await devices.approve(acting(operator), params.device), 'a PC was let in'),
    revokeDevice: async ({ operator, params, body }) =>
      changed(
        operator,
        await devices.revoke(acting(operator), params.device, body.reason),
        'a PC was shut out',
      ),
    listEvents: async ({ operator, query, gone }) => {
      const { after = 0, limit = defaultPage, wait = 0, unit, ...filter } = query;
      const scope = narrowed(ports, operator, unit);
      if (!scope.ok) return scope;
      if (filter.device !== undefined) {
        const seen = await seenDevice(ports, operator, filter.device);
        if (!seen.ok) return seen;
        await looks.record(operator, [filter.device], 'events');
      }
      const until =
        wait === 0
          ? AbortSignal.abort()
          : AbortSignal.any([gone, ports.draining, AbortSignal.timeout(wait * 1_000)]);
      const { within } = scope.value;
      const shown =
        within === undefined
          ? filter
          : { ...filter, shown: (ids: Iterable<string>) => devices.inUnits(ids, within) };
      const page = await events.follow(after, limit, shown, until);
      // A list over all PCs names people too: each whose account is in it is told of the look.
      const named = page.events.filter(({ body }) => 'account' in body || body.type === 'exemption-request');
      await looks.record(
        operator,
        named.map(({ device }) => device),
        'events',
      );
      const names = await devices.hostNames(page.events.map(({ device }) => device));
      return ok({
        ...page,
        events: page.events.map((event) => {
          const hostName = names.get(event.device);
          return hostName === undefined ? event : { ...event, hostName };
        }),
      });
    },

    createToken: async ({ operator, body }) => {
      const { unit } = scopeOf(ports, operator);
      return ports.unitExists(body.unit ?? unit)
        ? tokens.create(acting(operator), { ...body, unit: body.unit ?? unit })
        : fail({ problem: 'not-found', detail: 'no such unit' });
    },
    listTokens: async ({ operator }) => ok({ tokens: await tokens.list(scopeOf(ports, operator).within) }),
    revokeToken: ({ operator, params }) => tokens.revoke(acting(operator), params.token),
  };
}
