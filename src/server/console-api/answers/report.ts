import { fail } from '#policy/outcome.ts';
import type { reportOperations } from '#protocol/console-report.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const notBuilt = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));

export function reportAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof reportOperations> {
  return {
    getRetention: notBuilt,
    getReport: notBuilt,
  };
}
