import { join } from 'node:path';
import { noticeContent } from '#agent/actions/notice-content.ts';
import { readFaultWords, readTrustedFile } from '#agent/enrolment/trusted-file.ts';
import type { App } from '#catalogue/app.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import type { BrowserTrials } from '#platform/browser-trial/port.ts';
import type { LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type { Processes, ProcessSnapshot } from '#platform/processes/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import type { Ruling } from '#policy/decide.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { BrowserCoverage, Truth } from '#policy/proof.ts';
import { noticeKey } from '#policy/step.ts';
import { extensionPackageFile } from '#protocol/extension-package.ts';
import type { Clock } from '#runtime/clock.ts';
import { atMostEvery } from './at-most-every.ts';
import type { Cycle } from './cycle.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { FaultReporter } from './faults.ts';
import type { Journal } from './events/port.ts';
import type { Notices } from './notices/port.ts';
import { peopleOf } from './people.ts';
import { withWebTruth } from './proof/web-truth.ts';
import type { AgentOptions, WebOptions } from './running-agent.ts';
import type { State } from './state/port.ts';
import { installationOf, packageOf } from './web/installation.ts';
import { publishExtension, withdrawExtension } from './web/publication.ts';
import { createWebCatalogue } from './web/web-catalogue.ts';
import { WebGuard, type WebInstallation } from './web/web-guard.ts';
import type { WebSight } from './web/happened.ts';
import { WebProofs, type Tried } from './web/web-proofs.ts';

export type WebSideParts = {
  readonly state: State;
  readonly journal: Journal;
  readonly options: AgentOptions;
  readonly catalogue: Catalogue;
  readonly appOf: (id: string) => App | undefined;
  readonly endpoint: LocalEndpoint;
  readonly processes: Processes;
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly faults: FaultReporter;
  readonly clock: Clock;
  /** Signed time. */
  readonly now: () => number;
  readonly policyIn: () => PolicyInForce | undefined;
  readonly cycle: () => Cycle;
  /** What is told of enforcement may be another than before. */
  readonly onTruth: () => void;
  /** What is noted of a person changed: a grace may have begun. */
  readonly changed: () => void;
};

/** The web guard as the rest of the agent sees it. Where there is none, everything is as if no browser were here. */
export interface WebSide extends AsyncDisposable {
  open(): Promise<void>;
  refresh(anew?: boolean): void;
  started(process: ProcessSnapshot): void;
  swept(processes: readonly ProcessSnapshot[]): void;
  rulings(): readonly Ruling[];
  ruling(ban: string, account: string): Ruling | undefined;
  /** What every ban that reaches web clients does about them for this account. */
  rulingsFor(account: string): ReadonlyMap<string, Ruling>;
  coverage(): readonly BrowserCoverage[] | undefined;
  /** Tries the canaries in the browsers of this PC now. */
  prove(): void;
  /** The truth with what holds for browsers. */
  truth(of: readonly Truth[]): readonly Truth[];
}

/** What happens in browsers is told no more often than this. */
const reachEveryMs = 3_000;
/** Headless browsers of the agent's own run as this account; it is nobody's. */
const nobody = 65_534;

const noWeb: WebSide = {
  open: () => Promise.resolve(),
  refresh: () => undefined,
  started: () => undefined,
  swept: () => undefined,
  rulings: () => [],
  ruling: () => undefined,
  rulingsFor: () => new Map(),
  coverage: () => undefined,
  prove: () => undefined,
  truth: (of) => of,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Without rights for the whole PC there is no web guard: nothing of it could be written where browsers believe it. */
export async function createWebSide(parts: WebSideParts): Promise<WebSide> {
  const { installRoot, log, platform, web } = parts.options;
  if (web === undefined || installRoot.mode !== 'system') return noWeb;
  const installed = await install(web, installRoot.run);
  if (!installed.ok) {
    parts.faults.report('web-guard-failed', installed.fault);
    return noWeb;
  }
  const installation = installed.value;
  const [browserPolicy, recognise, origin, trials] = await Promise.all([
    platform.browserPolicy({
      recordFolder: installRoot.state,
      firefoxExtension: installation.extension.firefox.id,
    }),
    platform.recogniseBrowser(),
    platform.processOrigin(),
    platform.browserTrials(),
  ]);
  const proofs = createWebProofs(parts, trials, installation.extension.version);
  const reach = atMostEvery(reachEveryMs, parts.clock, parts.onTruth);
  const guard = new WebGuard({
    ...{ browserPolicy, recognise, origin, log },
    installation,
    clock: parts.clock,
    now: parts.now,
    inForce: parts.policyIn,
    graces: () => parts.notices.graces(),
    people: () => peopleOf(parts.sessions).map(({ name }) => name),
    nameOf: (uid) => parts.sessions.nameOf(uid),
    wasInformed: (ban, account) => wasInformed(parts.notices, ban, account),
    contentOf: (ban, app) => contentOf(parts, ban, app),
    catalogue: createWebCatalogue(parts.catalogue),
    alive: (process) => parts.processes.alive(process),
    isOwn: (uid) => uid === nobody,
    onSight: (sight) => tell(parts, guard, sight),
    onReach: reach,
    onWritten: (report) => proofs.written(report),
    onOff: () => proofs.over(),
    report: (code, cause) => parts.faults.report(code, cause),
    removeAtEnd: web.removeAtEnd === true,
  });
  return sideOf(guard, parts, { proofs, reach });
}

/** Puts what the build left where browsers of every account find it. The fault is a sentence. */
async function install(web: WebOptions, doorFolder: string): Promise<Outcome<WebInstallation, string>> {
  const file = readTrustedFile(join(web.extensionFolder, extensionPackageFile));
  if (!file.ok) return fail(readFaultWords(extensionPackageFile, file.fault));
  const about = packageOf(file.value.text);
  if (!about.ok) return about;
  const { extensionFolder, launcherFolder } = web;
  const places = { from: extensionFolder, to: launcherFolder, node: process.execPath };
  const published = await publishExtension(about.value, places);
  if (!published.ok) return published;
  const { folder, node } = published.value;
  return ok(installationOf(about.value, { extensionFolder: folder, launcherFolder, doorFolder, node }));
}

function sideOf(
  guard: WebGuard,
  parts: WebSideParts,
  { proofs, reach }: { readonly proofs: WebProofs; readonly reach: Disposable },
): WebSide {
  const { installRoot, web } = parts.options;
  return {
    open: async () => {
      try {
        await guard.open(parts.endpoint, installRoot.run);
      } catch (fault) {
        parts.faults.report('endpoint-failed', fault);
      }
      guard.refresh(true);
    },
    refresh: (anew) => guard.refresh(anew),
    started: (process) => guard.started(process),
    swept: (processes) => guard.swept(processes),
    rulings: () => guard.rulings(),
    ruling: (ban, account) => guard.ruling(ban, account),
    rulingsFor: (account) => guard.rulingsFor(account),
    coverage: () => guard.coverage(),
    prove: () => proofs.prove(),
    truth: (of) => truthBy(guard, of),
    [Symbol.asyncDispose]: async () => {
      reach[Symbol.dispose]();
      await proofs[Symbol.asyncDispose]();
      await guard[Symbol.asyncDispose]();
      if (web?.removeAtEnd === true) withdrawExtension(web.launcherFolder);
    },
  };
}

function truthBy(guard: WebGuard, of: readonly Truth[]): readonly Truth[] {
  const coverage = guard.coverage();
  if (coverage === undefined) return of;
  const bans = new Map(guard.standings().map(({ ban, ...means }) => [ban, means] as const));
  return withWebTruth(of, { coverage, bans, withoutHost: guard.withoutHost() });
}

function createWebProofs(
  { clock, faults, journal, now, options, policyIn, state }: WebSideParts,
  trials: BrowserTrials,
  extensionVersion: string,
): WebProofs {
  state.migrate('web-proofs', [
    'CREATE TABLE web_trial (browser TEXT PRIMARY KEY, tried_at INTEGER NOT NULL) WITHOUT ROWID',
    `DROP TABLE web_trial;
     CREATE TABLE web_tried (
       browser TEXT PRIMARY KEY, at INTEGER NOT NULL, due INTEGER NOT NULL, what TEXT NOT NULL
     ) WITHOUT ROWID`,
  ]);
  // Also where it could not be kept, or a full disk would have browsers started without end.
  const known = new Map<string, Tried>(
    state.db
      .prepare('SELECT browser, at, due, what FROM web_tried')
      .all()
      .map(({ at, browser, due, what }) => [
        String(browser),
        { at: Number(at), due: Number(due), what: String(what) },
      ]),
  );
  return new WebProofs({
    ...{ clock, extensionVersion, now, trials },
    release: () => policyIn()?.policy.release ?? 0,
    extraArguments: options.web?.proofArguments ?? [],
    tried: (browser) => known.get(browser),
    keep: (browser, tried, receipts) => {
      known.set(browser, tried);
      state.transaction(() => {
        const { at, due, what } = tried;
        state.db.prepare('INSERT OR REPLACE INTO web_tried VALUES (?, ?, ?, ?)').run(browser, at, due, what);
        // Which browsers somebody has at home is nobody else's business.
        if (policyIn()?.policy.class !== 'private')
          for (const receipt of receipts) journal.record({ type: 'receipt', receipt });
      });
    },
    onFault: (fault) => faults.report('cycle-step-failed', fault),
    random: options.random ?? Math.random,
  });
}

const contentOf: (
  parts: WebSideParts,
  ban: string,
  app: string | undefined,
) => ReturnType<typeof noticeContent> = ({ appOf, now, options, policyIn }, ban, app) => {
  const inForce = policyIn();
  const about = { ban, ...(app === undefined ? {} : { app }) };
  return (
    inForce && noticeContent(about, { policy: inForce.policy, os: options.platform.os, appOf, now: now() })
  );
};

function wasInformed(notices: Notices, ban: string, account: string): boolean {
  const told = notices.records().get(noticeKey(ban, account, 'inform'));
  // What was posted for everybody was shown to each person apart.
  return (
    (told?.shown ?? 0) > 0 ||
    notices.list(account).some((one) => one.kind === 'inform' && one.ban === ban && one.shown > 0)
  );
}

function tell(parts: WebSideParts, guard: WebGuard, sight: WebSight): void {
  const { account, action, at, count, decision, effect } = sight;
  const { app, effective, ruling } = decision;
  const graces = (): number => parts.notices.graces().length;
  const before = graces();
  try {
    const unknown = { ban: effective.ban.id, channel: 'web', level: 'blind' } as const;
    const isHeld = truthBy(guard, [unknown])[0]?.level === 'denied-before-start';
    parts.cycle().tellWeb(
      {
        ...{ account, action, at, count, effect, app },
        ban: effective.ban.id,
        deadline: ruling.deadline,
        // The page was seen, so the extension acted; more is claimed only where it is true of the whole PC.
        level: isHeld ? 'denied-before-start' : 'warned',
      },
      effective.origin,
    );
  } catch (fault) {
    parts.faults.report('cycle-step-failed', fault);
  }
  if (graces() !== before) parts.changed();
}
