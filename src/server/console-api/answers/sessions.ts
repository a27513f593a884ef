import { fail, ok } from '#policy/outcome.ts';
import type { sessionOperations, SessionState } from '#protocol/console-sessions.ts';
import { cookie, cookieOf, endOfCookie, type Visit } from '#server/sessions/index.ts';
import type { Operator } from '#server/operators/index.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

type Shown = { readonly operator: Operator; readonly csrf?: string };

export function sessionAnswers(ports: AnswerPorts): Pick<Handlers, keyof typeof sessionOperations> {
  const { operators, sessions, links, identityProvider, attempts } = ports;
  const state = async (shown: Shown | undefined): Promise<SessionState> => {
    const { organisation, keyMode } = await ports.info();
    const provider = await identityProvider.read();
    const current = ports.policies.current();
    return {
      signedIn: shown !== undefined,
      ...(shown === undefined ? {} : { operator: operatorShown(shown.operator, ports) }),
      ...(shown?.csrf === undefined ? {} : { csrf: shown.csrf }),
      organisation,
      languages: current?.release.organisation.languages ?? ['en'],
      ...(provider === undefined ? {} : { identityProvider: { name: provider.name } }),
      version: ports.version,
      keyMode,
      firstUse: ![...(current?.fragmentOf.values() ?? [])].some(({ bans }) => bans.length > 0),
    };
  };
  const redeem = (secret: string): Promise<Operator | undefined> =>
    secret.startsWith('pvl_') ? links.redeem(secret) : operators.authenticate(secret);

  return {
    getSession: async ({ operator, session }) =>
      ok(
        await state(
          operator.id === ''
            ? undefined
            : { operator, ...(session === undefined ? {} : { csrf: session.csrf }) },
        ),
      ),
    openSession: async ({ body, visit, setCookie }) => {
      const refused = attempts.take(visit.address);
      if (refused !== undefined)
        return fail({ problem: 'too-many-requests', retryAfterSeconds: refused.waitSeconds });
      const operator = await redeem(body.token);
      if (operator === undefined)
        return fail({
          problem: 'not-signed-in',
          detail: 'this token or link is wrong, was used or has expired: ask an administrator for a new one',
        });
      attempts.succeeded(visit.address);
      const opened = await sessions.open({
        operator,
        by: body.token.startsWith('pvl_') ? 'link' : 'token',
        ...whence(visit),
      });
      setCookie(cookie('session', opened.secret, visit.secure));
      return ok(await state(opened.session));
    },
    endSession: async ({ session, visit, setCookie }) => {
      if (session === undefined) return ok({});
      setCookie(endOfCookie('session', visit.secure));
      return ok(await sessions.end(session.id));
    },
    listSessions: async ({ operator, session }) =>
      ok({ sessions: await sessions.list(operator.id, session?.id) }),
    endSessions: async ({ operator, session, visit, setCookie }) => {
      if (session !== undefined) setCookie(endOfCookie('session', visit.secure));
      return ok({ ended: await sessions.endAll(operator.id) });
    },

    getIdentityProvider: async ({ visit }) => ok(await identityProvider.show(visit.origin)),
    setIdentityProvider: ({ operator, body, visit }) => identityProvider.set(operator, body, visit.origin),
    removeIdentityProvider: ({ operator, visit }) => identityProvider.remove(operator, visit.origin),
  };
}

function operatorShown(operator: Operator, { unitOf, rootUnit }: Pick<AnswerPorts, 'unitOf' | 'rootUnit'>) {
  const unit = unitOf(operator);
  return { name: operator.name, role: operator.role, unit, scopeIsRoot: unit === rootUnit() };
}

function whence(visit: Visit): { address: string; browser: string; replaces?: string } {
  const before = cookieOf(visit, 'session');
  return {
    address: visit.address,
    browser: visit.browser,
    ...(before === undefined ? {} : { replaces: before }),
  };
}
