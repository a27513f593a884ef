import { fail } from '#policy/outcome.ts';
import type { sessionOperations } from '#protocol/console-sessions.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const notYet = () => Promise.resolve(fail({ problem: 'server-fault', detail: 'not built yet' } as const));

export function sessionAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof sessionOperations> {
  return {
    getSession: notYet,
    openSession: notYet,
    endSession: notYet,
    listSessions: notYet,
    endSessions: notYet,
    getIdentityProvider: notYet,
    setIdentityProvider: notYet,
    removeIdentityProvider: notYet,
  };
}
