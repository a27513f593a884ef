import type { Outcome } from '#policy/outcome.ts';
import type { AdminToAgent } from '#protocol/admin-agent.ts';
import {
  localFaults,
  type AgentToTray,
  type LocalFaultCode,
  type TrayToAgent,
} from '#protocol/tray-agent.ts';
import { fitting, fittingNotices } from './fitting.ts';
import type { LocalServices, RemovalAnswer } from './port.ts';

/** Who asks: undefined where the system gave no proof. */
export type Person = { readonly uid: number; readonly account: string };

/** The names of what goes wrong at the door itself, each with a sentence. */
export const doorFaults = {
  ...localFaults,
  'bad-token': 'the enrolment token is not valid',
  'not-permitted': 'only root or the administrators may use this door',
  malformed: 'the message is not as the protocol says: the connection is closed',
  'internal-fault': 'the agent failed at this: its log says why',
} as const;
export type DoorFault = keyof typeof doorFaults;

export type Refusal = Extract<AgentToTray, { type: 'refused' }>;
export const refused = (id: number, fault: DoorFault): Refusal => ({
  type: 'refused',
  id,
  fault,
  detail: doorFaults[fault],
});

/** Requests that are not about one person; all others need one. `subscribe` is the connection's own. */
export type PersonalRequest = Exclude<AdminToAgent, { type: 'status' | 'subscribe' | 'rescan' | 'enrol' }>;
export type GeneralRequest = Extract<AdminToAgent, { type: 'status' | 'rescan' | 'enrol' }>;

/** The verbs of the tray door, each once. None lowers protection on the word of the caller: `offline-redeem` needs a code that IT gave. */
export const trayVerbs: { readonly [Verb in TrayToAgent['type']]: 'general' | 'personal' } = {
  status: 'general',
  subscribe: 'general',
  notices: 'personal',
  shown: 'personal',
  acknowledge: 'personal',
  ask: 'personal',
  remind: 'personal',
  removables: 'personal',
  remove: 'personal',
  'verify-removal': 'personal',
  requests: 'personal',
  ledger: 'personal',
  explain: 'personal',
  'offline-challenge': 'personal',
  'offline-redeem': 'personal',
};

export async function answerGeneral(
  services: LocalServices,
  request: GeneralRequest,
  person: Person | undefined,
): Promise<AgentToTray> {
  const { id } = request;
  switch (request.type) {
    case 'status':
      return { type: 'status', id, status: services.status(person?.account) };
    case 'rescan':
      await services.rescan();
      return { type: 'done', id };
    case 'enrol':
      return doneOr(id, await services.enrol(request.server, request.token));
  }
}

/** Whatever a person leaves here is kept synchronously, so that what the answer says is durable when it is sent. */
export async function answerPersonal(
  services: LocalServices,
  request: PersonalRequest,
  { uid, account }: Person,
): Promise<AgentToTray> {
  const { id } = request;
  switch (request.type) {
    case 'notices':
      return { type: 'notices', id, notices: fittingNotices(services.notices(account)) };
    case 'shown':
      return doneOr(id, services.shown(account, request.notice));
    case 'acknowledge':
      return doneOr(id, services.acknowledge(account, request.notice));
    case 'ask': {
      const { type: _, id: __, ...ask } = request;
      const asked = services.ask(account, ask);
      return asked.ok ? { type: 'asked', id, request: asked.value } : refused(id, asked.fault);
    }
    case 'remind': {
      const put = services.remind(account, request.notice, request.when);
      return put.ok ? { type: 'reminder', id, remindAt: put.value } : refused(id, put.fault);
    }
    case 'removables': {
      const found = await services.removables(account, request.ban);
      return found.ok
        ? { type: 'removables', id, removables: fitting(found.value) }
        : refused(id, found.fault);
    }
    case 'remove':
      return removalOr(id, await services.remove(account, request.ban, request.item));
    case 'verify-removal':
      return removalOr(id, await services.verifyRemoval(account, request.ban, request.item));
    case 'requests':
      return { type: 'requests', id, requests: [...services.requests(account)] };
    case 'ledger': {
      const { entries, intact } = services.ledger(account, request.before);
      return { type: 'ledger', id, entries: [...entries], intact };
    }
    case 'offline-challenge': {
      const made = services.offlineChallenge(account, request.ban);
      return made.ok ? { type: 'offline-challenge', id, ...made.value } : refused(id, made.fault);
    }
    case 'offline-redeem': {
      const redeemed = services.redeemOfflineCode(account, request.ban, request.code);
      return redeemed.ok
        ? { type: 'offline-redeemed', id, result: redeemed.value }
        : refused(id, redeemed.fault);
    }
    case 'explain': {
      const explained = await services.explain({ uid, account }, request.path);
      return explained.ok
        ? { type: 'explanation', id, explanation: explained.value }
        : refused(id, explained.fault);
    }
  }
}

const removalOr = (id: number, outcome: Outcome<RemovalAnswer, LocalFaultCode>): AgentToTray =>
  outcome.ok ? { type: 'removal', id, ...outcome.value } : refused(id, outcome.fault);

const doneOr = (id: number, outcome: Outcome<void, LocalFaultCode | 'bad-token'>): AgentToTray =>
  outcome.ok ? { type: 'done', id } : refused(id, outcome.fault);
