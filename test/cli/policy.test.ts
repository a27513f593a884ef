import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSchemas } from '#policy/file-schemas.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { exampleServer, problem } from './example-server.ts';
import { runCli } from './run-cli.ts';

const samples = join(import.meta.dirname, '../../src/cli/samples');

/** A folder as IT keeps it in git. */
function policyFolder(): { readonly path: string } & Disposable {
  const folder = tempFolder();
  cpSync(join(samples, 'organisation.yaml'), join(folder.path, 'organisation.yaml'));
  mkdirSync(join(folder.path, 'units'));
  cpSync(join(samples, 'enforce-policy.yaml'), join(folder.path, 'units/bans.yaml'));
  mkdirSync(join(folder.path, '.github'));
  writeFileSync(join(folder.path, '.github/ci.yaml'), 'on: push');
  return folder;
}

/** Replaces text in the policy file of the folder. */
function edit(folder: { readonly path: string }, from: RegExp, to: string): string {
  const path = join(folder.path, 'units/bans.yaml');
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
  return path;
}

describe('portvakt policy validate', () => {
  it('says what is valid', async () => {
    using folder = policyFolder();
    const { code, out, err } = await runCli(['policy', 'validate', folder.path]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Valid: 2 files, \d+ bans\.$/m);
  });

  it('names file, line, column, field and what to write instead', async () => {
    using folder = policyFolder();
    const path = edit(folder, /effect: block/, 'effect: blok');
    const { code, out, err } = await runCli(['policy', 'validate', folder.path]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    const line =
      readFileSync(path, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('blok')) + 1;
    expect(err).toContain(
      `${path}:${line}:13: bans[0].effect: "blok" is not one of the allowed values. Did you mean \`block\`?`,
    );
  });

  it('checks apps against the catalogue', async () => {
    using folder = policyFolder();
    edit(folder, /apps: \[portvakt-canary\]/, 'apps: [tiktoc]');
    const { code, err } = await runCli(['policy', 'validate', folder.path]);
    expect(code).toBe(3);
    expect(err).toContain('the catalogue has no app `tiktoc`');
  });

  it('gives scripts the faults as data', async () => {
    using folder = policyFolder();
    const path = edit(folder, /effect: block/, 'effect: blok');
    const { code, out } = await runCli(['policy', 'validate', '--json', folder.path]);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      faults: [{ file: path, field: 'bans[0].effect' }],
    });
  });

  it('reads broken files without breaking', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'broken.yaml');
    writeFileSync(path, 'portvakt: policy/1\nbans: [\n  {');
    expect((await runCli(['policy', 'validate', path])).err).toMatch(/broken\.yaml:\d+:\d+: not valid YAML/);
    writeFileSync(path, Buffer.from([0xff, 0x00, 0x1b, 0x5b]));
    const binary = await runCli(['policy', 'validate', path]);
    expect(binary.code).toBe(3);
    expect(binary.err).not.toContain('\u001b');
    expect((await runCli(['policy', 'validate', join(folder.path, 'none.yaml')])).code).toBe(6);
  });

  it('says what it could not check without the organisation', async () => {
    const { code, err } = await runCli(['policy', 'validate', join(samples, 'enforce-policy.yaml')]);
    expect(code).toBe(0);
    expect(err).toContain('No organisation file was given');
  });
});

describe('portvakt policy schema', () => {
  it.each(['policy', 'organisation', 'server'] as const)('prints that of the %s file', async (kind) => {
    const { out } = await runCli(['policy', 'schema', kind]);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(fileSchemas()[kind])));
  });
});

describe('portvakt policy apply', () => {
  it('sends every file by its name in the folder', async () => {
    using folder = policyFolder();
    await using server = await exampleServer();
    const { code, out, err } = await runCli(['policy', 'apply', folder.path, '--based-on', '3'], server.env);
    expect(code).toBe(0);
    expect(out).toMatch(/\+ ban tiktok: block/);
    expect(err).toContain('Version 4 is published');
    const body = server.requests[0]?.body as { files: { name: string }[]; basedOn: number };
    expect(body.basedOn).toBe(3);
    expect(body.files.map(({ name }) => name)).toEqual(['organisation.yaml', 'units/bans.yaml']);
  });

  it('asks the server for nothing when the files have faults', async () => {
    using folder = policyFolder();
    edit(folder, /effect: block/, 'effect: blok');
    await using server = await exampleServer();
    expect((await runCli(['policy', 'apply', folder.path], server.env)).code).toBe(3);
    expect(server.requests).toEqual([]);
  });

  it('shows the server’s faults where they stand on this disk', async () => {
    using folder = policyFolder();
    await using server = await exampleServer(() =>
      problem('policy-faults', {
        faults: [
          { file: 'units/bans.yaml', line: 3, column: 4, field: 'unit', message: 'no', advice: 'Yes' },
        ],
      }),
    );
    const { code, err } = await runCli(['policy', 'apply', folder.path, '--dry-run'], server.env);
    expect(code).toBe(3);
    expect(err).toContain(`${join(folder.path, 'units/bans.yaml')}:3:4: unit: no. Yes`);
  });

  it('diff compares given files with what is applied', async () => {
    using folder = policyFolder();
    await using server = await exampleServer();
    expect((await runCli(['policy', 'diff', folder.path], server.env)).code).toBe(0);
    expect(server.requests[0]).toMatchObject({ id: 'getPolicyDiff', body: { files: [{}, {}] } });
    expect((await runCli(['policy', 'diff'], server.env)).code).toBe(2);
  });
});
