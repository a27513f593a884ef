import { ok } from '#policy/outcome.ts';
import type { outletOperations } from '#protocol/console-outlets.ts';
import { reportPage, reportPagePolicy } from '#server/report-page/index.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';
import { narrowed } from '../scope.ts';

/** What the server tells other systems, and what they take from it. */
export function outletAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof outletOperations> {
  const { exports, fleet } = ports;
  const { webhooks, mail, syslog } = ports.outlets;
  return {
    listWebhooks: async () => ok({ webhooks: await webhooks.list() }),
    createWebhook: ({ operator, body }) => webhooks.create(operator, body),
    setWebhook: ({ operator, params, body }) => webhooks.set(operator, params.webhook, body),
    removeWebhook: ({ operator, params }) => webhooks.remove(operator, params.webhook),
    testWebhook: ({ params }) => webhooks.test(params.webhook),
    listDeliveries: async ({ params }) => {
      const read = await webhooks.deliveries(params.webhook);
      return read.ok ? ok({ deliveries: read.value }) : read;
    },
    getMail: async () => ok(await mail.get()),
    setMail: ({ operator, body }) => mail.set(operator, body.mail),
    testMail: () => mail.test(),
    getSyslog: async () => ok(await syslog.get()),
    setSyslog: ({ operator, body }) => syslog.set(operator, body.syslog),
    testSyslog: () => syslog.test(),

    exportEvents: async ({ operator, query }) => {
      const scope = narrowed(ports, operator, query.unit);
      return scope.ok ? exports.events(operator, query, scope.value.within) : scope;
    },
    exportAudit: ({ operator, query }) => exports.audit(operator, query),
    exportDevices: async ({ operator, query }) => {
      const scope = narrowed(ports, operator, query.unit);
      return scope.ok ? exports.devices(operator, query, scope.value.within) : scope;
    },
    exportReport: async ({ operator, query: { unit, from, to, language = ports.language() } }) => {
      const scope = narrowed(ports, operator, unit);
      if (!scope.ok) return scope;
      const made = await fleet.report({ ...scope.value, from, to });
      if (!made.ok) return made;
      const timeZone = ports.policies.current()?.release.organisation.calendar.timeZone ?? 'UTC';
      const html = await reportPage(made.value, language, timeZone);
      return ok({
        type: 'text/html; charset=utf-8',
        contentSecurityPolicy: reportPagePolicy,
        chunks: once(html),
      });
    },
    getReady: async ({ setStatus }) => {
      const answer = await ports.ready();
      if (!answer.ready) setStatus(503);
      return ok(answer);
    },
  };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
