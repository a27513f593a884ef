import { ok } from '#policy/outcome.ts';
import type { reportOperations } from '#protocol/console-report.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';
import { narrowed } from '../scope.ts';

export function reportAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof reportOperations> {
  return {
    getRetention: async () => ok(await ports.retention.state()),
    getReport: async ({ operator, query: { unit, from, to } }) => {
      const scope = narrowed(ports, operator, unit);
      return scope.ok ? ports.fleet.report({ ...scope.value, from, to }) : scope;
    },
  };
}
