import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable } from '#cli/command-table.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { runCli, startCli } from './run-cli.ts';
import { ranHere } from './run-here.ts';

describe('portvakt', () => {
  it('prints its version', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
  });

  it('lists every command', async () => {
    const { out, code } = await runCli([]);
    expect(code).toBe(0);
    for (const { name } of commandTable) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each(commandTable.map(({ name }) => name))('%s explains itself', async (name) => {
    const ran = await ranHere([name, '--help']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain(`Usage: portvakt ${name}`);
    expect((await ranHere(['help', name])).out).toBe(ran.out);
  });

  it.each([
    [['statsu'], 'Did you mean status?'],
    [['status', '--jsn'], 'Did you mean --json?'],
    [['policy', 'vlidate'], 'Did you mean validate?'],
    [['devices', 'show', 'x'], '32 characters'],
    [['ask', 'tiktok', '--days', '0', '--purpose', 'x'], 'from 1 to 366'],
    [['ask', 'tiktok'], '--purpose'],
    [['events', '--type', 'hits'], 'one of: hit, '],
    [['help', 'nothing'], 'no command `nothing`'],
    [['policy', 'schema', 'device'], '`policy`, `organisation` or `server`'],
  ])('%j is a usage fault with a hint', async (args, hint) => {
    const { code, out, err } = await ranHere(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(hint);
  });

  it('lists its exit codes, as its README does', async () => {
    const { out } = await ranHere(['help', 'exit-codes']);
    const readme = readFileSync(join(import.meta.dirname, '../../src/cli/README.md'), 'utf8');
    for (const [name, { code, means }] of Object.entries(exitCodes)) {
      expect(out).toMatch(new RegExp(`^${code} +${name} +${means}$`, 'm'));
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\| \`${name}\` +\\| ${means} +\\|$`, 'm'));
    }
  });

  it('ends without a word when its reader has seen enough', async () => {
    const child = startCli(['app', 'list', '--json']);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.destroy();
    await once(child, 'close');
    expect({ code: child.exitCode, err }).toEqual({ code: 0, err: '' });
  });
});

describe('portvakt app', () => {
  it('lists the catalogue and shows one app of it', async () => {
    const list = JSON.parse((await ranHere(['app', 'list', '--json'])).out) as {
      apps: { id: string; channels: string[] }[];
    };
    expect(list.apps.find(({ id }) => id === 'telegram')?.channels).toContain('web');
    const shown = await ranHere(['app', 'show', 'telegram']);
    expect(shown.out).toContain('web.telegram.org');
    expect((await ranHere(['app', 'show', 'telegramm'])).code).toBe(6);
  });
});
