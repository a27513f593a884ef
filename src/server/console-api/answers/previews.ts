import { ok } from '#policy/outcome.ts';
import type { previewOperations } from '#protocol/console-previews.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function previewAnswers({
  previews,
  unitOf,
}: AnswerPorts): Pick<Handlers, keyof typeof previewOperations> {
  return {
    listPreviews: async ({ operator }) => ok({ previews: await previews.list(unitOf(operator)) }),
    createPreview: ({ operator, body }) => previews.create(operator, unitOf(operator), body),
    getPreview: ({ operator, params }) => previews.get(unitOf(operator), params.preview),
  };
}
