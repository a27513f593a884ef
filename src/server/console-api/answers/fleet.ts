import type { fleetOperations } from '#protocol/console-fleet.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function fleetAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof fleetOperations> {
  return {};
}
