import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBrowserTrials } from '#platform/browser-trial/linux.ts';
import { hasEnded, parseStat } from '#platform/processes/proc-stat.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const never = new AbortController().signal;
/** One that has ended and was not asked for yet does not live. */
const isAlive = (pid: number): boolean => {
  const stat = existsSync(`/proc/${pid}/stat`)
    ? parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    : undefined;
  return stat !== undefined && !hasEnded(stat);
};

/** Plays a browser: a shell script, whose pids stand in a file. */
function stage() {
  const folder = tempFolder();
  chmodSync(folder.path, 0o777);
  const program = join(folder.path, 'browser.sh');
  const pids = join(folder.path, 'pids');
  const write = (lines: string): void => writeFileSync(program, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  const homes = join(folder.path, 'homes');
  mkdirSync(homes);
  chmodSync(homes, 0o777);
  return { folder, program, pids, write, homes };
}

describe.skipIf(process.platform !== 'linux')('a trial of a browser', () => {
  it('that hangs, and whatever left its group, is ended at the deadline, and its home is gone', async () => {
    const { folder, homes, pids, program, write } = stage();
    using _ = folder;
    write(`setsid sleep 300 &\necho $! > ${pids}; sleep 300 &\nsleep 300`);
    const began = performance.now();
    const run = await createBrowserTrials(homes).run({
      ...{ family: 'chromium', program, page: 'http://127.0.0.1:1/', deadlineMs: 500 },
      ...{ extraArguments: [], signal: never },
    });
    expect(run).toEqual({ ok: true, value: undefined });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(readdirSync(homes)).toEqual([]);
    const left = Number(readFileSync(pids, 'utf8'));
    await until('it has ended', () => !isAlive(left));
  });

  it('takes away what one left whose agent was killed, and nothing that others put there', async () => {
    const { folder, homes, program, write } = stage();
    using _ = folder;
    const left = join(homes, 'portvakt-trial-left');
    mkdirSync(join(left, 'profile'), { recursive: true });
    writeFileSync(join(homes, 'portvakt-trial-file'), '');
    const elsewhere = join(folder.path, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(homes, 'portvakt-trial-link'));
    mkdirSync(join(homes, 'other'));
    write('exit 0');
    const run = await createBrowserTrials(homes).run({
      ...{ family: 'firefox', program, page: 'http://127.0.0.1:1/', deadlineMs: 5_000 },
      ...{ extraArguments: [], signal: never },
    });
    expect(run).toMatchObject({ ok: false, fault: { why: 'the browser ended by itself' } });
    expect(readdirSync(homes).toSorted()).toEqual(['other', 'portvakt-trial-file', 'portvakt-trial-link']);
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('runs when nothing else wants to', async () => {
    const { folder, homes, pids, program, write } = stage();
    using _ = folder;
    write(`echo $$ > ${pids}.new; mv ${pids}.new ${pids}\nsleep 300`);
    const ended = new AbortController();
    const run = createBrowserTrials(homes).run({
      ...{ family: 'chromium', program, page: 'http://127.0.0.1:1/', deadlineMs: 20_000 },
      ...{ extraArguments: [], signal: ended.signal },
    });
    const said = await until('its pid', () => (existsSync(pids) ? readFileSync(pids, 'utf8') : undefined));
    const pid = Number(said);
    expect(isAlive(pid)).toBe(true);
    expect(getPriority(pid)).toBe(19);
    ended.abort();
    await run;
    expect(isAlive(pid)).toBe(false);
  });
});
