import type { ExemptionAnswer, ExemptionRequest } from '#policy/exemption.ts';
import type { Clock } from '#runtime/clock.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { AskedAndAnswered, ExemptionRequests } from './exemption-requests.ts';
import type { NoticeContent, Notices } from './notices/port.ts';
import { outlookOf } from './outlook.ts';
import type { State } from './state/port.ts';

/** An approval is told at the latest so long after it came, in force or not: it was given. */
const longestHoldMs = 30_000;

export type AnswerParts = {
  readonly state: State;
  readonly requests: ExemptionRequests;
  readonly notices: Notices;
  readonly clock: Clock;
  /** Signed time. */
  readonly now: () => number;
  /** What a notice about that ban says; undefined where it is no more. */
  readonly contentOf: (ban: string) => NoticeContent | undefined;
  /** Has everything be judged anew, after which `enforced` is called. */
  readonly lookAgain: () => void;
};

/** Tells people what became of their requests: an approval not before it acts on this PC. */
export interface ExemptionAnswers extends Disposable {
  take(answer: ExemptionAnswer): void;
  /** That policy, with its exemptions, is what programs are judged by from now on. */
  enforced(policy: PolicyInForce | undefined): void;
}

export function createExemptionAnswers(parts: AnswerParts): ExemptionAnswers {
  const { clock, notices, now, requests, state } = parts;
  let acting: PolicyInForce | undefined;
  let hold: Disposable | undefined;

  const tell = ({ answer, request }: AskedAndAnswered): void => {
    const { account, ban } = request;
    const content = parts.contentOf(ban);
    if (content !== undefined)
      notices.post({
        key: `${ban} ${account} exemption-answered ${answer.request}`,
        kind: 'exemption-answered',
        account,
        decision: {
          ban,
          effect: 'block',
          ...(answer.until === undefined ? {} : { deadline: answer.until }),
        },
        content,
        at: now(),
        answer:
          answer.reason === undefined ? answer.state : `${answer.state}: ${answer.reason}`.slice(0, 300),
      });
    requests.markTold(request.id);
  };
  const tellThose = (isDue: (asked: AskedAndAnswered) => boolean): void => {
    // Without a policy nothing can be said about a ban; it comes with the first look.
    if (acting !== undefined) state.transaction(() => requests.untold().filter(isDue).forEach(tell));
  };
  const isExempt = ({ account, ban }: ExemptionRequest): boolean =>
    acting !== undefined && outlookOf(acting, undefined, now()).isExempt(ban, account);
  const actsHere = ({ answer, request }: AskedAndAnswered): boolean =>
    answer.state !== 'approved' || request.device === 'dedicated' || isExempt(request);
  /** What cannot be told yet is told when it acts, or when it was held long enough. */
  const tellReady = (): boolean => {
    tellThose(actsHere);
    const isAnyHeld = requests.untold().length > 0;
    if (isAnyHeld)
      hold ??= clock.after(longestHoldMs, () => {
        hold = undefined;
        tellThose(() => true);
      });
    return !isAnyHeld;
  };
  return {
    take: (answer) => {
      if (requests.answer(answer) === undefined || answer.state === 'waiting') return;
      if (!tellReady()) parts.lookAgain();
    },
    enforced: (policy) => {
      acting = policy;
      tellReady();
    },
    [Symbol.dispose]: () => hold?.[Symbol.dispose](),
  };
}
