import { Type, type Static, type TSchema } from 'typebox';
import { AskedDevice, type ExemptionAnswer, type ExemptionRequest } from '#policy/exemption.ts';
import { HexId, languages, ShortText, Slug, strict, type Language } from '#policy/primitives.ts';
import type { Notice } from './notice.ts';
import type {
  AgentStatus,
  LedgerEntry,
  OfflineChallenge,
  OfflineOutcome,
  Removable,
  RemovalOutcome,
} from './tray-agent.ts';
import type { WindowVerb } from './tray-window-channels.ts';

/**
 * The conversation between the tray's main process and its window, over Electron's IPC. The window asks by verbs only;
 * every argument is parsed in the main process before anything looks at it.
 */
export const themes = ['system', 'light', 'dark'] as const;

/** The person's own choices: all that the tray keeps on disk. */
export const Choices = Type.Object(
  {
    language: Type.Enum([...languages, 'system'] as const),
    theme: Type.Enum(themes),
    /** Hints that the person has seen and put away. */
    seenHints: Type.Array(Slug, { maxItems: 50, uniqueItems: true }),
  },
  strict,
);
export type Choices = Static<typeof Choices>;

/** What the window shows. */
export const View = Type.Union([
  Type.Object(
    { page: Type.Enum(['overview', 'notices', 'requests', 'about-me', 'settings'] as const) },
    strict,
  ),
  Type.Object({ page: Type.Literal('notice'), notice: HexId }, strict),
  Type.Object({ page: Type.Enum(['ask', 'code', 'remove'] as const), ban: Slug }, strict),
]);
export type View = Static<typeof View>;

/** Whether the tray can speak to the agent of this PC. */
export type Reach =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | {
      readonly state: 'lost';
      readonly why: 'not-running' | 'untrusted-owner' | 'not-permitted' | 'ended';
      readonly since: number;
    };

/** The tray's four icons. */
export const iconStates = ['fine', 'waiting', 'blocked', 'cannot-check'] as const;
export type IconState = (typeof iconStates)[number];

export type AskedAndAnswered = {
  readonly request: ExemptionRequest;
  readonly answer: ExemptionAnswer;
};

/** Everything that the window shows, pushed whole whenever something of it changed. */
export type WindowState = {
  readonly view: View;
  readonly language: Language;
  /** IANA; where the person's instants are shown. */
  readonly timeZone: string;
  readonly choices: Choices;
  readonly reach: Reach;
  readonly icon: IconState;
  /** As last heard; stays while the agent is out of reach. */
  readonly status?: AgentStatus;
  /** Newest first. */
  readonly notices: readonly Notice[];
  readonly requests: readonly AskedAndAnswered[];
  readonly appVersion: string;
};

/** What a verb of the window may be told; one schema per verb, an empty object where there is nothing to say. */
export const windowVerbs = {
  load: Type.Object({}, strict),
  go: Type.Object({ view: View }, strict),
  acknowledge: Type.Object({ notice: HexId }, strict),
  remind: Type.Object({ notice: HexId, when: Type.Enum(['in-an-hour', 'tomorrow'] as const) }, strict),
  ask: Type.Object(
    { ban: Slug, purpose: ShortText, days: Type.Integer({ minimum: 1, maximum: 366 }), device: AskedDevice },
    strict,
  ),
  codeChallenge: Type.Object({ ban: Slug }, strict),
  redeemCode: Type.Object({ ban: Slug, code: Type.String({ minLength: 1, maxLength: 40 }) }, strict),
  removables: Type.Object({ ban: Slug }, strict),
  remove: Type.Object({ ban: Slug, item: HexId }, strict),
  ledger: Type.Object({ before: Type.Optional(Type.Integer({ minimum: 1 })) }, strict),
  exportLedger: Type.Object({}, strict),
  /** Opens a link in the person's browser: only one that a notice at hand carries. */
  read: Type.Object({ url: Type.String({ minLength: 1, maxLength: 2_000 }) }, strict),
  choose: Type.Partial(Choices, strict),
  close: Type.Object({}, strict),
} as const satisfies { readonly [V in WindowVerb]: TSchema };
export type VerbArgument<V extends WindowVerb> = Static<(typeof windowVerbs)[V]>;

/** Every verb's answer. `fault` is a code of the tray door, or `unreachable`, `malformed`, `not-saved`, `internal-fault`. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/** One page of the ledger, newest first. */
export type LedgerPage = {
  readonly entries: readonly LedgerEntry[];
  /** What the agent says of the whole chain. */
  readonly intact: boolean;
  /** What the tray found when it checked the entries itself; `unchecked` where the agent gave too little for that. */
  readonly checked: 'verified' | 'broken' | 'unchecked';
};

export type VerbValues = {
  readonly load: WindowState;
  readonly go: undefined;
  readonly acknowledge: undefined;
  readonly remind: { readonly remindAt: number };
  readonly ask: undefined;
  readonly codeChallenge: OfflineChallenge;
  readonly redeemCode: OfflineOutcome;
  readonly removables: readonly Removable[];
  readonly remove: RemovalOutcome;
  readonly ledger: LedgerPage;
  readonly exportLedger: 'saved' | 'cancelled';
  readonly read: undefined;
  readonly choose: undefined;
  readonly close: undefined;
};

/** What the preload puts before the window as `window.portvakt`: verbs, and the state as it changes. Nothing else. */
export type WindowBridge = {
  readonly [V in WindowVerb]: (argument: VerbArgument<V>) => Promise<Answer<VerbValues[V]>>;
} & {
  /** Returns the end of listening. */
  readonly onState: (listener: (state: WindowState) => void) => () => void;
};
