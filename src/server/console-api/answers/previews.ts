import type { previewOperations } from '#protocol/console-previews.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function previewAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof previewOperations> {
  return {};
}
