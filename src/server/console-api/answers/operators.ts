import { fail, ok } from '#policy/outcome.ts';
import type { operatorOperations } from '#protocol/console-operators.ts';
import { notFound } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const notYet = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));

/** People in IT. What they did is in the audit. */
export function operatorAnswers({
  operators,
  rootUnit,
  unitExists,
}: AnswerPorts): Omit<Pick<Handlers, keyof typeof operatorOperations>, 'listAudit'> {
  return {
    createOperatorToken: async ({ operator, body: { unit = rootUnit(), ...wanted } }) =>
      unitExists(unit) ? operators.create(operator, { ...wanted, unit }) : fail(notFound('unit')),
    listOperators: async () => ok({ operators: await operators.list() }),
    revokeOperator: ({ operator, params }) => operators.revoke(operator, params.operator),
    setOperator: notYet,
    makeSignInLink: notYet,
  };
}
