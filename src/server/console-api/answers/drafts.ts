import type { draftOperations } from '#protocol/console-drafts.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function draftAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof draftOperations> {
  return {};
}
