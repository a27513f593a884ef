import { createHash } from 'node:crypto';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import type { InstalledApp, InstalledSubject } from '#policy/facts.ts';
import { matchInline } from '#policy/inline-matcher.ts';
import type { InventoryFault } from '#platform/installed-apps/port.ts';
import type { RemovablePackage, UninstallFault } from '#platform/uninstall/port.ts';
import type { LocalFaultCode, Removable } from '#protocol/tray-agent.ts';
import { installationsOf, type Found, type Installation } from './installation.ts';
import { createHomeCheck, type HomeCheck } from './own-home.ts';
import { personalData } from './personal-data.ts';
import type { GuidedRemoval, RemovalParts, RemovalResult } from './port.ts';
import { responsibleFor } from './responsible.ts';

const mostItems = 100;
/** Items that are remembered of one account for the question whether they are gone. */
const mostRemembered = 200;
/** The system announces a change a little later than it happens. */
const lookEveryMs = 250;
const looks = 8;

type Listed = { readonly removable: Removable; readonly installation: Installation };
type Known = Pick<Found, 'app'> & {
  readonly account: string;
  readonly home: string;
  readonly ban: string;
  readonly banned: string | undefined;
};

/** Stable over scans and restarts, and another one for every account. */
const itemOf = (key: string, ban: string, account: string): string =>
  createHash('sha256')
    .update(JSON.stringify([key, ban, account]))
    .digest('hex')
    .slice(0, 32);

export function createGuidedRemoval(parts: RemovalParts): GuidedRemoval {
  return new AgentRemoval(parts);
}

class AgentRemoval implements GuidedRemoval {
  readonly #parts: RemovalParts;
  readonly #lookInHome: HomeCheck;
  /** By account and item. */
  readonly #known = new Map<string, Map<string, Known>>();
  #isRemoving = false;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
    this.#lookInHome = createHomeCheck(parts.clock);
  }

  async removables(account: string, ban: string): ReturnType<GuidedRemoval['removables']> {
    const effective = this.#ban(ban);
    if (effective === undefined) return fail('unknown-ban');
    const listed = await this.#list(account, effective);
    return ok(listed.map(({ removable }) => removable));
  }

  async remove(account: string, ban: string, item: string): ReturnType<GuidedRemoval['remove']> {
    const before = await this.#find(account, ban, item);
    if (!before.ok) return before;
    if (before.value.removable.by !== 'agent') return fail('not-removable');
    if (this.#isRemoving) return ok({ outcome: 'busy' });
    this.#isRemoving = true;
    try {
      await this.#parts.lookAgain();
      const now = await this.#find(account, ban, item);
      if (!now.ok) return now;
      if (now.value.removable.by !== 'agent') return fail('not-removable');
      const effective = this.#ban(ban);
      if (effective === undefined) return fail('unknown-ban');
      return ok(await this.#uninstall(now.value, effective, account));
    } finally {
      this.#isRemoving = false;
    }
  }

  async verify(account: string, ban: string, item: string): ReturnType<GuidedRemoval['verify']> {
    const known = this.#knownAs(account, ban, item);
    if (known !== undefined) return ok(await this.#verified(known));
    // Listed before this agent began, or never: what is listed now tells.
    await this.#parts.lookAgain();
    const effective = this.#ban(ban);
    if (effective === undefined) return fail('unknown-ban');
    const left = await this.#list(account, effective);
    const again = this.#knownAs(account, ban, item);
    if (again !== undefined) return ok(await this.#verified(again));
    const isWhole = this.#parts.inventory()?.faults.every(({ unwatched }) => unwatched === true) === true;
    return left.length === 0 && isWhole ? ok({ outcome: 'removed' }) : fail('unknown-item');
  }

  #knownAs(account: string, ban: string, item: string): Known | undefined {
    const known = this.#known.get(account)?.get(item);
    return known?.ban === ban ? known : undefined;
  }

  #ban(id: string): EffectiveBan | undefined {
    return this.#parts.policyIn()?.bans.find(({ ban, forThisDevice }) => ban.id === id && forThisDevice);
  }

  async #find(account: string, ban: string, item: string): Promise<Outcome<Listed, LocalFaultCode>> {
    const effective = this.#ban(ban);
    if (effective === undefined) return fail('unknown-ban');
    const listed = await this.#list(account, effective);
    const one = listed.find(({ removable }) => removable.item === item);
    return one === undefined ? fail('unknown-item') : ok(one);
  }

  async #list(account: string, effective: EffectiveBan): Promise<readonly Listed[]> {
    const person = this.#parts.people().find(({ name }) => name === account);
    const found = this.#found(account, person?.uid, effective);
    const home = person?.home ?? '/';
    const installations = installationsOf(found, this.#parts.inventory()?.apps ?? [], home).slice(
      0,
      mostItems,
    );
    const listed: Listed[] = [];
    for (const one of installations) {
      const installation = await this.#inHome(one, home);
      const removable = this.#removable(installation, account, effective);
      this.#remember(removable.item, installation, { account, home });
      listed.push({ removable, installation });
    }
    return listed;
  }

  /** What the ban is about and this account may know of: its own, and the machine's. */
  #found(account: string, uid: number | undefined, effective: EffectiveBan): readonly Found[] {
    const { inventory, judge, subjects } = this.#parts;
    const apps = new Map((inventory()?.apps ?? []).map((app) => [app.key, app] as const));
    return subjects().flatMap((subject): readonly Found[] => {
      const app = apps.get(subject.key);
      // Judging is dear, and thousands of packages are no matter of this ban.
      if (app === undefined || !mayConcern(effective, subject)) return [];
      const { scope } = app;
      if (scope.kind === 'account' && (scope.account !== account || (scope.uid ?? uid) !== uid)) return [];
      const decision = judge(subject).find(({ ban }) => ban === effective.ban.id);
      if (decision === undefined) return [];
      const { matcher } = effective.ban;
      const match =
        decision.app === undefined
          ? matcher && matchInline(matcher, subject.evidence)
          : subject.matches.find((one) => one.app === decision.app && one.strength === 'certain');
      const isCertain = match?.strength === 'certain' && decision.confidence !== 'unverified';
      return [{ app, subject, decision, isCertain }];
    });
  }

  /** Names in a home that lead out of it are nobody's to remove. */
  async #inHome(installation: Installation, home: string): Promise<Installation> {
    const files: string[] = [];
    for (const file of installation.files)
      if ((await this.#lookInHome(file, home)) === 'file') files.push(file);
    if (installation.kind !== 'home') return { ...installation, files };
    const what = await this.#lookInHome(installation.name, home);
    // A launcher may name anything for its program; a folder is none.
    const isLauncher = installation.found.app.source === 'desktop-file';
    const isHere = what === 'file' || (what === 'folder' && !isLauncher);
    return isHere ? { ...installation, files } : { ...installation, files: [], kind: 'none' };
  }

  #removable(installation: Installation, account: string, effective: EffectiveBan): Removable {
    const { app, decision } = installation.found;
    const { appOf, nameOf, os } = this.#parts;
    const known = decision.app === undefined ? undefined : appOf(decision.app);
    return {
      item: itemOf(app.key, effective.ban.id, account),
      ban: effective.ban.id,
      appName: nameOf(effective, decision.app),
      source: installation.source,
      ...responsibleFor(installation, account, effective, this.#parts),
      name: installation.name,
      files: [...installation.files],
      ...personalData(known, installation.source, os),
      running: this.#isRunning(installation, effective, account),
    };
  }

  /** `account` absent: for anybody. What others run is not told, but keeps a package where it is. */
  #isRunning({ found }: Installation, { ban }: EffectiveBan, account?: string): boolean {
    const { app } = found.decision;
    const { matcher } = ban;
    return this.#parts
      .running()
      .some(
        (one) =>
          (account === undefined || one.account === account) &&
          (one.matches.some((match) => match.app === app) ||
            (app === undefined &&
              ((found.app.path !== undefined && one.path === found.app.path) ||
                (matcher !== undefined && matchInline(matcher, one.evidence) !== undefined)))),
      );
  }

  async #uninstall(
    { installation, removable }: Listed,
    effective: EffectiveBan,
    account: string,
  ): Promise<RemovalResult> {
    const { log, uninstall } = this.#parts;
    const { name, source } = installation;
    if (this.#isRunning(installation, effective)) return { outcome: 'running' };
    const what = packageOf(source, name);
    if (what === undefined) return { outcome: 'failed' };
    log.info({ ...what, ban: removable.ban }, 'a person has a package removed');
    const removed = await uninstall.remove(what);
    if (!removed.ok && removed.fault.code !== 'not-installed') {
      log.warn({ ...what, fault: removed.fault }, 'the package was not removed');
      return refusal(removed.fault);
    }
    const known = this.#knownAs(account, removable.ban, removable.item);
    const result = known === undefined ? { outcome: 'failed' as const } : await this.#verified(known);
    log.info({ ...what, outcome: result.outcome, account }, 'what became of the package');
    return result;
  }

  /** Looks until the inventory has taken the change in, for two seconds at most. */
  async #verified({ account, app, ban, banned, home }: Known): Promise<RemovalResult> {
    const { clock, confirmRemoved, inventory, lookAgain } = this.#parts;
    for (let look = 1; look <= looks; look += 1) {
      await lookAgain();
      const read = inventory();
      const isReadable = read?.faults.every((fault) => !this.#hides(fault, app, home)) === true;
      if (isReadable && !read.apps.some(({ key }) => key === app.key)) {
        this.#known.get(account)?.delete(itemOf(app.key, ban, account));
        confirmRemoved({ ban, account, ...(banned === undefined ? {} : { app: banned }) });
        return { outcome: 'removed' };
      }
      if (look < looks) await new Promise<void>((resolve) => void clock.after(lookEveryMs, resolve));
    }
    return { outcome: 'still-there' };
  }

  /** Whether what could not be read may be where this app was. What another person's home withholds is not. */
  #hides(fault: InventoryFault, { scope, source }: InstalledApp, home: string): boolean {
    if (fault.source !== source || fault.unwatched === true) return false;
    const isIn = (folder: string): boolean => fault.path === folder || fault.path.startsWith(`${folder}/`);
    if (scope.kind === 'account' && isIn(home)) return true;
    return !this.#parts.people().some((one) => one.home !== '/' && isIn(one.home));
  }

  #remember(item: string, { found }: Installation, { account, home }: Pick<Known, 'account' | 'home'>): void {
    const { app, decision } = found;
    const own = this.#known.get(account) ?? new Map<string, Known>();
    this.#known.set(account, own);
    own.delete(item);
    own.set(item, { app, account, home, ban: decision.ban, banned: decision.app });
    const [oldest] = own.keys();
    if (own.size > mostRemembered && oldest !== undefined) own.delete(oldest);
  }
}

/** Whether the ban could be about it at all. */
function mayConcern({ ban }: EffectiveBan, { evidence, matches }: InstalledSubject): boolean {
  const apps = ban.apps ?? [];
  const isNamed = matches.some(
    ({ app, forkOf }) => apps.includes(app) || (forkOf !== undefined && apps.includes(forkOf)),
  );
  return isNamed || (ban.matcher !== undefined && matchInline(ban.matcher, evidence) !== undefined);
}

function packageOf(source: Removable['source'], name: string): RemovablePackage | undefined {
  const isPackage = source === 'dpkg' || source === 'rpm' || source === 'snap' || source === 'flatpak';
  return isPackage ? { source, name, scope: 'machine' } : undefined;
}

function refusal(fault: Exclude<UninstallFault, { code: 'not-installed' }>): RemovalResult {
  if (fault.code === 'unsupported') return { outcome: 'failed', detail: 'the uninstaller is missing' };
  return { outcome: fault.code, detail: fault.detail.slice(0, 300) };
}
