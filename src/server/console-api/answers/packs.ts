import type { packOperations } from '#protocol/console-packs.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function packAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof packOperations> {
  return {};
}
