import { openState } from '#agent/state/open-state.ts';
import { StateFull } from '#agent/state/state-fault.ts';

/** Runs on a disk that the test has filled or mounted read-only; prints what became of it as JSON. */
const folder = process.argv[2] ?? '';
const { state, fault } = openState({ folder, now: () => 0 });
state.migrate('one', ['CREATE TABLE one (value TEXT)']);
const before = state.db.prepare('SELECT value FROM one').all();
let full = false;
try {
  state.transaction(() => {
    for (let count = 0; count < 2_000; count += 1)
      state.db.prepare('INSERT INTO one (value) VALUES (?)').run('x'.repeat(1_000));
  });
} catch (error) {
  if (!(error instanceof StateFull)) throw error;
  full = true;
}
const after = Number(state.db.prepare('SELECT count(*) AS rows FROM one').get()?.['rows']);
process.stdout.write(JSON.stringify({ kind: state.kind, code: fault?.code, before, full, after }));
state[Symbol.dispose]();
