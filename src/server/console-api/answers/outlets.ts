import { fail } from '#policy/outcome.ts';
import type { outletOperations } from '#protocol/console-outlets.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const notYet = fail({ problem: 'server-fault', detail: 'not built yet' } as const);

export function outletAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof outletOperations> {
  return {
    listWebhooks: () => Promise.resolve(notYet),
    createWebhook: () => Promise.resolve(notYet),
    setWebhook: () => Promise.resolve(notYet),
    removeWebhook: () => Promise.resolve(notYet),
    testWebhook: () => Promise.resolve(notYet),
    listDeliveries: () => Promise.resolve(notYet),
    getMail: () => Promise.resolve(notYet),
    setMail: () => Promise.resolve(notYet),
    testMail: () => Promise.resolve(notYet),
    getSyslog: () => Promise.resolve(notYet),
    setSyslog: () => Promise.resolve(notYet),
    testSyslog: () => Promise.resolve(notYet),
    exportEvents: () => Promise.resolve(notYet),
    exportAudit: () => Promise.resolve(notYet),
    exportDevices: () => Promise.resolve(notYet),
    exportReport: () => Promise.resolve(notYet),
    getReady: () => Promise.resolve(notYet),
  };
}
