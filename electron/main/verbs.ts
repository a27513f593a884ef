import { fail, ok } from '#policy/outcome.ts';
import { ledgerFile } from '#protocol/ledger-file.ts';
import type { Answer, View } from '#protocol/tray-window.ts';
import type { AgentLink, LinkFault } from './agent-link.ts';
import type { ChoiceStore } from './choices.ts';
import type { DeskKeeper } from './desk-keeper.ts';
import type { Front } from './front.ts';
import { ledgerPage, wholeLedger } from './ledger-page.ts';
import { OneByOne } from './one-by-one.ts';
import { removeItem, type RemovalPorts } from './removal.ts';
import type { Verbs } from './window-answer.ts';

export interface VerbPorts {
  readonly link: AgentLink;
  readonly keeper: DeskKeeper;
  readonly front: Pick<Front, 'state' | 'go' | 'close'>;
  readonly choices: ChoiceStore;
  readonly removal: Omit<RemovalPorts, 'request'>;
  now(): number;
  /** The person's language or theme is another now. */
  onChosen(): void;
  openInBrowser(url: string): Promise<void>;
  /** Lets the person choose a place for a file and writes it there. */
  save(content: string): Promise<'saved' | 'cancelled'>;
  pause(): Promise<void>;
}

/** What the window may have done, and by whom. */
export function verbsOf(ports: VerbPorts): Verbs {
  const { link, keeper, front, choices } = ports;
  const done = { ok: true, value: undefined } as const;
  // The agent serves two such questions of an account at once; one is left for the command line.
  const removals = new OneByOne();
  return {
    load: () => Promise.resolve(ok(front.state())),
    go: ({ view }: { readonly view: View }) => {
      front.go(view);
      return Promise.resolve(done);
    },
    acknowledge: async ({ notice }) => {
      const answer = await link.request({ type: 'acknowledge', notice });
      if (!answer.ok) return refusal(answer.fault);
      keeper.apply({ type: 'acknowledged', notice, at: ports.now() });
      return done;
    },
    remind: async ({ notice, when }) => {
      const answer = await link.request({ type: 'remind', notice, when });
      if (!answer.ok) return refusal(answer.fault);
      const { remindAt } = answer.value;
      keeper.apply({ type: 'put-off', notice, remindAt });
      return ok({ remindAt });
    },
    ask: async ({ ban, purpose, days, device }) => {
      const answer = await link.request({ type: 'ask', ban, purpose, days, device });
      if (!answer.ok) return refusal(answer.fault);
      await refreshRequests(ports);
      return done;
    },
    codeChallenge: async ({ ban }) => {
      const answer = await link.request({ type: 'offline-challenge', ban });
      if (!answer.ok) return refusal(answer.fault);
      const { challenge, device, expiresAt, hostName } = answer.value;
      return ok({ challenge, device, expiresAt, hostName });
    },
    redeemCode: async ({ ban, code }) => {
      const answer = await link.request({ type: 'offline-redeem', ban, code });
      return answer.ok ? ok(answer.value.result) : refusal(answer.fault);
    },
    removables: async ({ ban }) => {
      const answer = await removals.run(() => link.request({ type: 'removables', ban }));
      return answer.ok ? ok(answer.value.removables) : refusal(answer.fault);
    },
    remove: async (what) => {
      const outcome = await removals.run(() =>
        removeItem({ ...ports.removal, request: (message) => link.request(message) }, what),
      );
      return outcome.ok ? outcome : refusal(outcome.fault);
    },
    ledger: async ({ before }) => {
      const answer = await askLedger(link, before);
      return answer.ok ? ok(ledgerPage(answer.value)) : refusal(answer.fault);
    },
    exportLedger: async () => {
      const entries = await wholeLedger(
        (before) => askLedger(link, before),
        () => ports.pause(),
      );
      if (!entries.ok) return refusal(entries.fault);
      try {
        const file = ledgerFile(keeper.desk.status, entries.value, ports.now());
        return ok(await ports.save(`${JSON.stringify(file, undefined, 2)}\n`));
      } catch (error) {
        console.error('portvakt tray: the ledger was not saved:', error);
        return fail('not-saved');
      }
    },
    read: async ({ url }) => {
      const links = keeper.desk.notices.flatMap(({ furtherReading }) => furtherReading.map((one) => one.url));
      if (!links.includes(url) || !isPlainHttps(url)) return fail('malformed');
      await ports.openInBrowser(url);
      return done;
    },
    choose: async (some) => {
      const chosen = await choices.choose(some);
      if (!chosen.ok) return chosen;
      ports.onChosen();
      return done;
    },
    close: () => {
      front.close();
      return Promise.resolve(done);
    },
  };
}

/** Anew from the agent, after something was asked or answered. */
export async function refreshRequests({ link, keeper }: Pick<VerbPorts, 'link' | 'keeper'>): Promise<void> {
  const answer = await link.request({ type: 'requests' });
  if (answer.ok) keeper.apply({ type: 'requests', requests: answer.value.requests });
}

const askLedger = (
  link: AgentLink,
  before: number | undefined,
): ReturnType<typeof link.request<{ type: 'ledger'; before?: number }>> =>
  link.request({ type: 'ledger', ...(before === undefined ? {} : { before }) });

/** Nothing before the host that could pass for it. */
function isPlainHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { password, protocol, username } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

const refusal = (fault: LinkFault): Extract<Answer<never>, { ok: false }> => fail(faultCode(fault));

function faultCode(fault: LinkFault): string {
  switch (fault.code) {
    case 'refused':
      return fault.fault;
    case 'unexpected-answer':
      return 'malformed';
    case 'connection-closed':
    case 'no-answer':
    case 'unreachable':
      return 'unreachable';
    default:
      fault satisfies never;
      return 'unreachable';
  }
}
