import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { operatorOperations } from '#protocol/console-operators.ts';
import { linkUrl } from '#server/sessions/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

/** People in IT. An administrator of a unit sees and changes those of that unit and below. What they did is in the audit. */
export function operatorAnswers({
  operators,
  links,
  rootUnit,
  unitExists,
  unitsUnder,
}: AnswerPorts): Omit<Pick<Handlers, keyof typeof operatorOperations>, 'listAudit'> {
  // Of the whole organisation: people of units that are no more, too.
  const sees = (actor: Operator, unit: string): boolean =>
    actor.unit === rootUnit() || unitsUnder(actor.unit).includes(unit);
  const mayPlaceIn = (actor: Operator, unit: string): Outcome<void, Refusal> => {
    if (!unitExists(unit)) return fail(notFound('unit'));
    return sees(actor, unit)
      ? ok(undefined)
      : fail({ problem: 'outside-unit', detail: `\`${unit}\` is not in your unit` });
  };
  const within = async (actor: Operator, id: string): Promise<Outcome<void, Refusal>> => {
    const person = await operators.find(id);
    return person !== undefined && sees(actor, person.unit) ? ok(undefined) : fail(notFound('operator'));
  };
  return {
    createOperatorToken: async ({ operator, body: { unit = operator.unit, ...wanted } }) => {
      const allowed = mayPlaceIn(operator, unit);
      return allowed.ok ? operators.create(operator, { ...wanted, unit }) : allowed;
    },
    listOperators: async ({ operator }) =>
      ok({ operators: (await operators.list()).filter(({ unit }) => sees(operator, unit)) }),
    revokeOperator: async ({ operator, params }) => {
      const allowed = await within(operator, params.operator);
      return allowed.ok ? operators.revoke(operator, params.operator) : allowed;
    },
    setOperator: async ({ operator, params, body }) => {
      const allowed = await within(operator, params.operator);
      if (!allowed.ok) return allowed;
      const placed = body.unit === undefined ? ok(undefined) : mayPlaceIn(operator, body.unit);
      return placed.ok ? operators.set(operator, params.operator, body) : placed;
    },
    makeSignInLink: async ({ operator, params, visit }) => {
      const allowed = await within(operator, params.operator);
      if (!allowed.ok) return allowed;
      const made = await links.make(operator, params.operator);
      return made.ok
        ? ok({ url: linkUrl(visit.origin, made.value.secret), expiresAt: made.value.expiresAt })
        : made;
    },
  };
}
