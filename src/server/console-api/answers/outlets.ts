import type { outletOperations } from '#protocol/console-outlets.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function outletAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof outletOperations> {
  return {};
}
