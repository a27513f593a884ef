import type { reportOperations } from '#protocol/console-report.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function reportAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof reportOperations> {
  return {};
}
