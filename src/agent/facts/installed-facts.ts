import type { State } from '#agent/state/port.ts';
import type { Inventory } from '#platform/installed-apps/port.ts';
import type { Fact, InstalledApp, InstalledSubject } from '#policy/facts.ts';
import type { AppMatcher } from './app-matcher.ts';

export interface InstalledFacts {
  /** `now` is signed time. The same value object as long as the inventory stands. */
  take(inventory: Inventory, now: number): Fact<readonly InstalledSubject[]>;
}

/**
 * Subjects of an inventory. Where the platform does not say when something was installed, it is the time when this
 * agent first saw it; what was there at the very first inventory stays unknown, and unknown counts as before every ban.
 */
export function createInstalledFacts(state: State, match: AppMatcher): InstalledFacts {
  state.migrate('installed-facts', [
    'CREATE TABLE installed_first_seen (key TEXT PRIMARY KEY, at INTEGER)',
    'CREATE TABLE installed_began (id INTEGER PRIMARY KEY CHECK (id = 1))',
  ]);
  const { db } = state;
  const seen = new Map<string, number | undefined>();
  for (const row of db.prepare('SELECT key, at FROM installed_first_seen').all())
    seen.set(String(row['key']), typeof row['at'] === 'number' ? row['at'] : undefined);
  let hasBegun = db.prepare('SELECT 1 FROM installed_began').get() !== undefined;
  let last:
    { readonly apps: Inventory['apps']; readonly fact: Fact<readonly InstalledSubject[]> } | undefined;

  const note = (apps: readonly InstalledApp[], now: number): void => {
    const present = new Set(apps.map(({ key }) => key));
    const gone = [...seen.keys()].filter((key) => !present.has(key));
    const fresh = apps.filter(({ key, installedAt }) => installedAt === undefined && !seen.has(key));
    if (gone.length === 0 && fresh.length === 0 && hasBegun) return;
    const at = hasBegun ? now : undefined;
    state.transaction(() => {
      const add = db.prepare('INSERT OR REPLACE INTO installed_first_seen (key, at) VALUES (?, ?)');
      const remove = db.prepare('DELETE FROM installed_first_seen WHERE key = ?');
      for (const { key } of fresh) add.run(key, at ?? null);
      for (const key of gone) remove.run(key);
      db.exec('INSERT OR IGNORE INTO installed_began (id) VALUES (1)');
    });
    for (const { key } of fresh) seen.set(key, at);
    for (const key of gone) seen.delete(key);
    hasBegun = true;
  };
  const subjectOf = (app: InstalledApp): InstalledSubject => {
    const installedAt = app.installedAt ?? seen.get(app.key);
    return {
      kind: 'installed',
      key: app.key,
      source: app.source,
      evidence: app.evidence,
      matches: match(app.evidence),
      ...(app.scope.kind === 'account' ? { account: app.scope.account } : {}),
      ...(app.path === undefined ? {} : { path: app.path }),
      ...(installedAt === undefined ? {} : { installedAt }),
    };
  };
  return {
    take: (inventory, now) => {
      if (last?.apps === inventory.apps) return last.fact;
      // Without a complete look, what is missing may only be unreadable now: it keeps its first day.
      if (inventory.faults.length === 0 || !hasBegun) note(inventory.apps, now);
      const fact = { state: 'known', at: inventory.at, value: inventory.apps.map(subjectOf) } as const;
      last = { apps: inventory.apps, fact };
      return fact;
    },
  };
}
