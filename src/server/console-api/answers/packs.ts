import { fail } from '#policy/outcome.ts';
import type { packOperations } from '#protocol/console-packs.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function packAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof packOperations> {
  const later = async () => fail({ problem: 'server-fault', detail: 'not built yet' } as const);
  return {
    listPacks: later,
    listOwnPacks: later,
    publishPack: later,
    inspectPack: later,
    followPack: later,
    getPack: later,
    setPackMode: later,
    refreshPack: later,
    adoptPackVersion: later,
    weakenPackBan: later,
    unfollowPack: later,
  };
}
