import { fail } from '#policy/outcome.ts';
import type { previewOperations } from '#protocol/console-previews.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function previewAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof previewOperations> {
  const unbuilt = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));
  return { listPreviews: unbuilt, createPreview: unbuilt, getPreview: unbuilt };
}
