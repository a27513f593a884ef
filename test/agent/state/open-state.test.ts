import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openState, stateFile, type StateOptions } from '#agent/state/open-state.ts';
import { StateDamaged, StateFull, stateFaultOf } from '#agent/state/state-fault.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const now = (): number => Date.UTC(2026, 10, 22, 8, 30);
const stamp = '2026-11-22T08-30-00.000Z';
const open = (folder: string, more: Partial<StateOptions> = {}): ReturnType<typeof openState> =>
  openState({ folder, now, ...more });
const steps = ['CREATE TABLE things (id INTEGER PRIMARY KEY, value TEXT)'];

function filled(folder: string, rows: number): void {
  const { state } = open(folder);
  using _closing = state;
  state.migrate('things', steps);
  state.transaction(() => {
    const insert = state.db.prepare('INSERT INTO things (value) VALUES (?)');
    for (let row = 0; row < rows; row += 1) insert.run('x'.repeat(500));
  });
}

/** Writes garbage over the middle of the file and leaves its first page alone. */
function damage(folder: string): void {
  const path = join(folder, stateFile);
  const file = openSync(path, 'r+');
  const length = statSync(path).size - 4_096 * 3;
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, 4_096 * 2);
  closeSync(file);
}

describe('openState', () => {
  it('makes a private file and keeps what is written', () => {
    using temp = tempFolder();
    const folder = join(temp.path, 'state');
    filled(folder, 3);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { state, fault } = open(folder);
    using _closing = state;
    expect(fault).toBeUndefined();
    expect(state.kind).toBe('file');
    state.migrate('things', steps);
    expect(state.db.prepare('SELECT count(*) AS rows FROM things').get()).toEqual({ rows: 3 });
    expect(state.db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(state.db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['text', Buffer.from('this is no database at all. '.repeat(400))],
    ['a cut header', Buffer.from('SQLite format 3\0')],
    ['zeros', Buffer.alloc(20_000)],
  ])('sets a file of %s aside', (_name, content) => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, stateFile), content);
    const { state, fault } = open(temp.path);
    using _closing = state;
    const name = `${stateFile}.damaged-${stamp}`;
    expect(fault).toMatchObject({ code: 'set-aside', file: name });
    expect(state).toMatchObject({ kind: 'file', setAside: name });
    expect(readFileSync(join(temp.path, name))).toEqual(content);
    state.migrate('things', steps);
  });

  it('finds garbage in the middle of the file at the next start', () => {
    using temp = tempFolder();
    filled(temp.path, 200);
    damage(temp.path);
    const { state, fault } = open(temp.path);
    using _closing = state;
    expect(fault?.code).toBe('set-aside');
    state.migrate('things', steps);
    expect(state.db.prepare('SELECT count(*) AS rows FROM things').get()).toEqual({ rows: 0 });
  });

  it('never replays the log of a damaged file into the fresh one', () => {
    using temp = tempFolder();
    filled(temp.path, 1);
    const busy = open(temp.path).state;
    busy.transaction(() => busy.db.exec("INSERT INTO things (value) VALUES ('in the log only')"));
    const log = readFileSync(join(temp.path, `${stateFile}-wal`));
    busy[Symbol.dispose]();
    writeFileSync(join(temp.path, stateFile), 'garbage'.repeat(1_000));
    writeFileSync(join(temp.path, `${stateFile}-wal`), log);
    const { state, fault } = open(temp.path);
    using _closing = state;
    expect(fault?.code).toBe('set-aside');
    expect(state.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()).toEqual([
      { name: 'migrations' },
    ]);
  });

  it('tells damage that shows only in use, and replaces the file on demand', () => {
    using temp = tempFolder();
    filled(temp.path, 2_000);
    const first = open(temp.path).state;
    first.db.exec('PRAGMA cache_size = 10');
    damage(temp.path);
    const use = (): unknown => first.transaction(() => first.db.prepare('SELECT * FROM things').all());
    expect(use).toThrow(StateDamaged);
    first[Symbol.dispose]();
    const { state, fault } = open(temp.path, { replace: true });
    using _closing = state;
    expect(fault).toMatchObject({ code: 'set-aside', why: 'found damaged while in use' });
    state.migrate('things', steps);
    state.transaction(() => state.db.exec("INSERT INTO things (value) VALUES ('new')"));
  });

  it('keeps the three newest damaged files', () => {
    using temp = tempFolder();
    for (let day = 1; day <= 5; day += 1) {
      writeFileSync(join(temp.path, stateFile), 'garbage'.repeat(1_000));
      open(temp.path, { now: () => Date.UTC(2026, 0, day) }).state[Symbol.dispose]();
    }
    const left = readdirSync(temp.path).filter((name) => name.includes('damaged'));
    expect(left.map((name) => name.slice(-24, -14)).sort()).toEqual([
      '2026-01-03',
      '2026-01-04',
      '2026-01-05',
    ]);
  });

  it('works in memory where the folder cannot be made', () => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, 'a-file'), '');
    const { state, fault } = open(join(temp.path, 'a-file', 'state'));
    using _closing = state;
    expect(state.kind).toBe('memory');
    expect(fault?.code).toBe('not-writable');
    state.migrate('things', steps);
    state.transaction(() => state.db.exec("INSERT INTO things (value) VALUES ('here')"));
  });

  it('throws and leaves the file alone where another program holds it', () => {
    using temp = tempFolder();
    filled(temp.path, 1);
    const { state } = open(temp.path);
    using _closing = state;
    state.db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM things');
    expect(() => open(temp.path)).toThrow(/locked/);
    expect(readdirSync(temp.path).some((name) => name.includes('damaged'))).toBe(false);
  });
});

describe('migrate', () => {
  it('applies each step once, room by room', () => {
    using temp = tempFolder();
    const more = [...steps, 'ALTER TABLE things ADD COLUMN extra TEXT'];
    for (const list of [steps, steps, more, more]) {
      const { state } = open(temp.path);
      using _closing = state;
      state.migrate('things', list);
      state.migrate('others', ['CREATE TABLE others (id INTEGER)']);
    }
    const { state } = open(temp.path);
    using _closing = state;
    expect(state.db.prepare("SELECT step FROM migrations WHERE room = 'things'").all()).toHaveLength(2);
  });

  it('is damage when a step fails on an old file, a bug on a fresh one, and leaves no half step', () => {
    using temp = tempFolder();
    const bad = ['CREATE TABLE fine (id INTEGER)', 'ALTER TABLE missing ADD COLUMN x TEXT'];
    const fresh = open(temp.path).state;
    expect(() => fresh.migrate('bad', bad)).toThrow(/no such table/);
    fresh[Symbol.dispose]();
    const old = open(temp.path).state;
    expect(() => old.migrate('bad', bad)).toThrow(StateDamaged);
    expect(old.db.prepare("SELECT * FROM sqlite_schema WHERE name = 'fine'").all()).toEqual([]);
    old[Symbol.dispose]();
  });
});

describe('transaction', () => {
  const values = (state: ReturnType<typeof open>['state']): unknown[] =>
    state.db
      .prepare('SELECT value FROM things')
      .all()
      .map((row) => row['value']);

  it('joins nested calls; a failed inner one takes only its own writes back', () => {
    using temp = tempFolder();
    const { state } = open(temp.path);
    using _closing = state;
    state.migrate('things', steps);
    const insert = state.db.prepare('INSERT INTO things (value) VALUES (?)');
    state.transaction(() => {
      insert.run('outer');
      expect(() =>
        state.transaction(() => {
          insert.run('inner');
          throw new Error('inner fails');
        }),
      ).toThrow('inner fails');
      state.transaction(() => insert.run('second inner'));
    });
    expect(values(state)).toEqual(['outer', 'second inner']);
    expect(() =>
      state.transaction(() => {
        state.transaction(() => insert.run('gone with the outer'));
        throw new Error('outer fails');
      }),
    ).toThrow('outer fails');
    expect(values(state)).toEqual(['outer', 'second inner']);
  });

  it('throws StateFull when there is no room, even if its work swallowed that, and goes on afterwards', () => {
    using temp = tempFolder();
    const { state } = open(temp.path);
    using _closing = state;
    state.migrate('things', steps);
    state.db.exec(
      `PRAGMA max_page_count = ${Number(state.db.prepare('PRAGMA page_count').get()?.['page_count']) + 2}`,
    );
    const insert = state.db.prepare('INSERT INTO things (value) VALUES (?)');
    const fill = (): void => {
      for (let row = 0; row < 100; row += 1) insert.run('x'.repeat(1_000));
    };
    expect(() => state.transaction(fill)).toThrow(StateFull);
    const swallowing = (): void => {
      try {
        fill();
      } catch {
        // As careless work would.
      }
    };
    expect(() => state.transaction(swallowing)).toThrow(StateFull);
    expect(values(state)).toEqual([]);
    state.transaction(() => insert.run('small'));
    expect(values(state)).toEqual(['small']);
  });

  it('calls after the commit, and not for what was rolled back', async () => {
    using temp = tempFolder();
    const { state } = open(temp.path);
    using _closing = state;
    const called: string[] = [];
    const fails = (name: string): void => {
      expect(() =>
        state.transaction(() => {
          state.afterCommit(() => called.push(name));
          throw new Error(name);
        }),
      ).toThrow(name);
    };
    state.transaction(() => {
      state.afterCommit(() => called.push('outer'));
      fails('failed inner');
      state.transaction(() => state.afterCommit(() => called.push('inner')));
      expect(called).toEqual([]);
    });
    fails('failed');
    state.afterCommit(() => called.push('alone'));
    expect(called).toEqual([]);
    await Promise.resolve();
    expect(called).toEqual(['outer', 'inner', 'alone']);
  });

  it('refuses asynchronous work, and leaves other errors as they are', () => {
    using temp = tempFolder();
    const { state } = open(temp.path);
    using _closing = state;
    expect(() => state.transaction(() => Promise.resolve())).toThrow(/asynchronous/);
    expect(() => state.transaction(() => state.db.exec('SELECT * FROM nowhere'))).toThrow(/no such table/);
    expect(stateFaultOf(new Error('something else'))).toBeUndefined();
  });
});
