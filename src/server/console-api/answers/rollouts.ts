import { fail } from '#policy/outcome.ts';
import type { rolloutOperations } from '#protocol/console-rollouts.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function rolloutAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof rolloutOperations> {
  const unbuilt = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));
  return {
    listRollouts: unbuilt,
    getRollout: unbuilt,
    promoteRollout: unbuilt,
    haltRollout: unbuilt,
    resumeRollout: unbuilt,
    listPauses: unbuilt,
    pauseBan: unbuilt,
    endPause: unbuilt,
    askProof: unbuilt,
    askRescan: unbuilt,
  };
}
