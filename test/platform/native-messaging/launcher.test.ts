import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostFlags, launcherText } from '#platform/native-messaging/launcher.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const usual = {
  node: '/usr/bin/node',
  script: '/usr/lib/portvakt/web-host.cjs',
  doorFolder: '/run/portvakt',
};

describe('the launcher', () => {
  it('becomes the host, with nothing of the environment that could change it', () => {
    const [shell, unset, run, rest] = launcherText(usual).split('\n');
    expect(shell).toBe('#!/bin/sh');
    expect(unset).toMatch(/^unset .*\bNODE_OPTIONS\b/);
    expect(run).toBe(
      `exec /usr/bin/node ${hostFlags.join(' ')} /usr/lib/portvakt/web-host.cjs /run/portvakt`,
    );
    expect(rest).toBe('');
  });

  it('hands on what it was given and not what the browser says, whatever is in the names', () => {
    using folder = tempFolder();
    const hostile = fc
      .string({
        unit: fc.constantFrom(...Array.from(`ab ' " $(x) \\ \` ; & | * ? ~ # ! é`)),
        minLength: 1,
        maxLength: 30,
      })
      .map((name) => `x${name}`);
    fc.assert(
      fc.property(hostile, hostile, hostile, (one, two, three) => {
        const place = join(folder.path, one);
        mkdirSync(place, { recursive: true });
        const node = join(place, 'node');
        // Says its arguments and that variable, one per line.
        writeFileSync(node, '#!/bin/sh\nprintf "%s\\n" "$@" "[$NODE_OPTIONS]"\n');
        chmodSync(node, 0o755);
        const launcher = join(folder.path, 'launcher');
        writeFileSync(launcher, launcherText({ node, script: `/${two}`, doorFolder: `/${three}` }));
        const said = execFileSync('/bin/sh', [launcher, 'chrome-extension://x/', 'y'], {
          env: { NODE_OPTIONS: '--require /tmp/evil.js' },
          encoding: 'utf8',
        });
        expect(said.trimEnd().split('\n')).toEqual([...hostFlags, `/${two}`, `/${three}`, '[]']);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['node', '', '/usr/bin/no\nde', '/usr/bin/no\0de', '~/node'])('refuses the path %j', (node) => {
    expect(() => launcherText({ ...usual, node })).toThrow(/absolute paths/);
  });
});
