import type { sessionOperations } from '#protocol/console-sessions.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function sessionAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof sessionOperations> {
  return {};
}
