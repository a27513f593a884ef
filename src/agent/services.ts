import { randomBytes } from 'node:crypto';
import type { MembershipStore } from '#agent/enrolment/membership.ts';
import { mayAsk } from '#agent/actions/notice-content.ts';
import { mayDial } from '#agent/intake/link.ts';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { parseEnrolmentToken } from '#protocol/enrolment-token.ts';
import type { EventBody } from '#protocol/event.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus, LocalFaultCode } from '#protocol/tray-agent.ts';
import type { Log } from '#runtime/log.ts';
import type { Cycle } from './cycle.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import { peopleOf } from './people.ts';
import type { Journal } from './events/port.ts';
import { explain, type ExplainParts } from './explain.ts';
import type { ExemptionRequests } from './exemption-requests.ts';
import type { Ledger } from './ledger/port.ts';
import type { LocalServices } from './localapi/port.ts';
import type { Notices } from './notices/port.ts';
import type { CodeServices } from './offline-code/code-services.ts';
import type { GuidedRemoval } from './removal/port.ts';
import type { State } from './state/port.ts';

export type ServiceParts = Omit<ExplainParts, 'cycle'> & {
  readonly state: State;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly notices: Notices;
  readonly requests: ExemptionRequests;
  readonly membership: MembershipStore;
  readonly cycle: Cycle;
  readonly removal: GuidedRemoval;
  readonly codes: CodeServices;
  readonly log: Log;
  readonly policyIn: () => PolicyInForce | undefined;
  readonly status: (account: string | undefined) => AgentStatus;
  readonly onStatus: (listener: () => void) => Disposable;
  /** A new invitation is there: connect. */
  readonly connect: () => void;
  /** What is noted of a person changed: a grace may have begun. */
  readonly changed: () => void;
};

const openRequestsPerAccount = 5;
type AckedNotice = Extract<EventBody, { type: 'acknowledged' }>['notice'];
const ackedAs: Readonly<Record<Notice['kind'], AckedNotice | undefined>> = {
  inform: 'inform',
  warn: 'warn',
  closing: 'block',
  block: 'block',
  web: undefined,
  'exemption-answered': 'exemption',
  'exemption-ends-soon': 'exemption',
  lifted: 'lifted',
  removed: undefined,
};

/** What the local doors serve. Everything that a person does is durable before it is answered. */
export function createServices(parts: ServiceParts): LocalServices {
  const { journal, ledger, notices, requests, sessions, state } = parts;
  const durably = <T>(work: () => Outcome<T, LocalFaultCode>): Outcome<T, LocalFaultCode> => {
    try {
      return state.transaction(work);
    } catch (fault) {
      parts.log.error({ fault: String(fault) }, 'a request at the local door could not be saved');
      return fail('storage-failed');
    }
  };
  return {
    nameOf: (uid) => sessions.nameOf(uid),
    status: (account) => parts.status(account),
    notices: (account) => notices.list(account),
    shown: (account, notice) => {
      const shown = durably(() => {
        const seen = notices.shown(notice, account, parts.now());
        return seen === 'unknown' ? fail('unknown-notice') : ok(seen);
      });
      if (!shown.ok) return shown;
      if (shown.value === 'news') parts.changed();
      return ok(undefined);
    },
    acknowledge: (account, id) => {
      let isNews = false;
      const done = durably(() => {
        const acknowledged = notices.acknowledge(id, account, parts.now());
        if (acknowledged === undefined) return fail('unknown-notice');
        const as = ackedAs[acknowledged.notice.kind];
        // On a private device even an acknowledgement would tell what was found there.
        const kind = parts.policyIn()?.policy.class;
        if (acknowledged.first && as !== undefined && kind !== 'private')
          journal.record({
            type: 'acknowledged',
            ban: acknowledged.notice.ban,
            notice: as,
            ...(kind === 'service' ? { account } : {}),
            at: parts.now(),
          });
        isNews = acknowledged.news;
        return ok(undefined);
      });
      if (done.ok && isNews) parts.changed();
      return done;
    },
    ask: (account, { ban, days, device, purpose }) => {
      const policy = parts.policyIn()?.policy;
      const effective = policy?.bans.find((one) => one.ban.id === ban);
      if (policy === undefined || effective === undefined || !effective.forThisDevice)
        return fail('unknown-ban');
      if (!mayAsk(effective, policy)) return fail('asking-not-allowed');
      if (!peopleOf(sessions).some(({ name }) => name === account)) return fail('not-a-person');
      const open = requests.of(account).filter(({ answer }) => answer.state === 'waiting');
      if (open.length >= openRequestsPerAccount) return fail('too-many-requests');
      return durably(() => {
        const id = randomBytes(16).toString('hex');
        const askedAt = parts.now();
        const where = device === undefined ? {} : { device };
        const request = { id, ban, account, purpose, days, askedAt, ...where };
        requests.add(request);
        journal.record({ type: 'exemption-request', request });
        return ok(id);
      });
    },
    remind: (account, notice, when) => durably(() => notices.remind(notice, account, when)),
    removables: (account, ban) => parts.removal.removables(account, ban),
    remove: (account, ban, item) => parts.removal.remove(account, ban, item),
    verifyRemoval: (account, ban, item) => parts.removal.verify(account, ban, item),
    requests: (account) => requests.of(account),
    ledger: (account, before) => ({ entries: ledger.entries(account, before), intact: ledger.intact() }),
    offlineChallenge: (account, ban) => durably(() => parts.codes.challenge(account, ban)),
    redeemOfflineCode: (account, ban, code) => durably(() => parts.codes.redeem(account, ban, code)),
    explain: (caller, path) => explain(parts, caller, path),
    rescan: () => parts.cycle.full(),
    enrol: (server, token) => {
      const membership = parts.membership.membership();
      // A token never replaces an existing device.
      if (membership !== undefined || parseEnrolmentToken(token) === undefined || !mayDial(server))
        return Promise.resolve(fail('bad-token'));
      parts.membership.invite({ server, token });
      parts.connect();
      return Promise.resolve(ok(undefined));
    },
    onNotice: (listener) => notices.onPosted(listener),
    onStatus: (listener) => parts.onStatus(listener),
  };
}
