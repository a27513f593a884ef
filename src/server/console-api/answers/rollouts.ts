import type { rolloutOperations } from '#protocol/console-rollouts.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function rolloutAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof rolloutOperations> {
  return {};
}
