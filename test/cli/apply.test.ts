import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BanChange } from '#protocol/console-policies.ts';
import { operations } from '#protocol/console-server.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { exampleServer, problem, type Script } from './example-server.ts';
import { runHere } from './run-here.ts';

const samples = join(import.meta.dirname, '../../src/cli/samples');
const { response } = operations.applyPolicy.example;
const draft = 'd'.repeat(32);

/** A folder as IT keeps it in git. */
function orgFolder(server = 'policyReview: none'): { readonly path: string } & Disposable {
  const folder = tempFolder();
  cpSync(join(samples, 'organisation.yaml'), join(folder.path, 'organisation.yaml'));
  mkdirSync(join(folder.path, 'units'));
  cpSync(join(samples, 'enforce-policy.yaml'), join(folder.path, 'units/bans.yaml'));
  writeFileSync(join(folder.path, 'server.yaml'), `portvakt: server/1\nserver:\n  ${server}\n`);
  return folder;
}

/** Says what the server finds, and what it does. */
const applies =
  (bans: readonly BanChange[], more: object = {}): Script =>
  ({ id, body }) => {
    if (id !== 'applyPolicy') return undefined;
    const dry = (body as { dryRun?: boolean }).dryRun === true;
    const diff = { from: 3, bans, adoptionsOf: [], organisationChanged: false };
    const done = { applied: !dry && bans.length > 0, version: bans.length === 0 || dry ? 3 : 4 };
    return { status: 200, body: { ...response, ...done, diff, ...(dry ? {} : more) } };
  };
const added: BanChange = { unit: 'eksempel', ban: 'tiktok', change: 'added', after: 'block', fields: [] };
const stronger: BanChange = {
  ...{ unit: 'eksempel', ban: 'telegram', change: 'changed', before: 'warn', after: 'block' },
  fields: ['effect', 'review'],
};

describe('portvakt apply', () => {
  it('shows the plan, then applies it on the version that it was made for', async () => {
    using folder = orgFolder();
    await using server = await exampleServer(applies([added, stronger]));
    const { code, out, err } = await runHere(['apply', '-f', folder.path], { env: server.env });
    expect(code).toBe(0);
    expect(out).toMatch(/^Unit eksempel$/m);
    expect(out).toMatch(/^ {2}\+ ban tiktok: block$/m);
    expect(out).toMatch(/^ {6}apps: tiktok, tiktok-live-studio$/m);
    expect(out).toMatch(/^ {2}~ ban telegram: warn -> block$/m);
    expect(out).toMatch(/^ {6}review: /m);
    expect(out).toContain('Plan: 1 to add, 1 to change, 0 to remove.');
    expect(err).toContain('Version 4 is published.');
    const sent = server.requests.flatMap(({ id, body }) => (id === 'applyPolicy' ? [body] : []));
    expect(sent).toMatchObject([{ dryRun: true }, { basedOn: 3 }]);
    expect((sent[1] as { files: { name: string }[] }).files.map(({ name }) => name)).toEqual([
      'organisation.yaml',
      'server.yaml',
      'units/bans.yaml',
    ]);
  });

  it('says that there is nothing to do', async () => {
    using folder = orgFolder();
    await using server = await exampleServer(applies([]));
    const ran = await runHere(['apply', '-f', folder.path], { env: server.env });
    expect(ran).toMatchObject({ code: 0, out: 'Plan: nothing to do.\n', asked: [] });
    expect(ran.err).toContain('These files are version 3 already.');
  });

  it('a dry run applies nothing, and ends with 9 only where that is asked for', async () => {
    using folder = orgFolder();
    await using server = await exampleServer(applies([added]));
    const dry = ['apply', '-f', folder.path, '--dry-run'];
    expect((await runHere(dry, { env: server.env })).code).toBe(0);
    const told = await runHere([...dry, '--detailed-exitcode'], { env: server.env });
    expect(told.code).toBe(9);
    expect(told.err).not.toContain('error:');
    await using same = await exampleServer(applies([]));
    expect((await runHere([...dry, '--detailed-exitcode'], { env: same.env })).code).toBe(0);
    for (const { id, body } of server.requests)
      if (id === 'applyPolicy') expect(body).toMatchObject({ dryRun: true });
  });

  it('asks at a terminal, and without a yes does nothing; --yes and scripts are never asked', async () => {
    using folder = orgFolder();
    await using server = await exampleServer(applies([added]));
    const args = ['apply', '-f', folder.path];
    const no = await runHere(args, { env: server.env, answers: false });
    expect([no.code, no.asked.length]).toEqual([10, 1]);
    expect(no.err).toContain('Nothing was applied.');
    const count = (): number => server.requests.filter(({ id }) => id === 'applyPolicy').length;
    expect(count()).toBe(1);
    expect((await runHere(args, { env: server.env, answers: true })).code).toBe(0);
    expect((await runHere([...args, '--yes'], { env: server.env, answers: false })).asked).toEqual([]);
    expect((await runHere([...args, '--json'], { env: server.env, answers: false })).asked).toEqual([]);
  });

  it('where two people are needed, it names the draft that waits and where it is', async () => {
    using folder = orgFolder('policyReview: four-eyes');
    await using server = await exampleServer(applies([added], { applied: false, state: 'in-review', draft }));
    const people = await runHere(['apply', '-f', folder.path], { env: server.env });
    expect(people.code).toBe(0);
    expect(people.err).toContain(`${server.url}/drafts/${draft}`);
    expect(people.err).not.toContain('already');
    const script = await runHere(['apply', '-f', folder.path, '--json'], { env: server.env });
    expect(JSON.parse(script.out)).toMatchObject({
      ...{ applied: false, state: 'in-review', draft, link: `${server.url}/drafts/${draft}` },
      plan: [{ change: 'add', unit: 'eksempel', what: 'ban tiktok: block' }],
    });
  });

  it('--preview asks about the apps of what is new; that it cannot be known stops nothing', async () => {
    using folder = orgFolder();
    await using server = await exampleServer(applies([added]));
    const args = ['apply', '-f', folder.path, '--dry-run', '--preview'];
    const seen = await runHere(args, { env: server.env });
    expect(seen.out).toMatch(/telegram +about 211 \(17\.0 %\) +32/);
    expect(server.requests.find(({ id }) => id === 'createPreview')?.body).toEqual({
      unit: 'eksempel',
      apps: ['tiktok', 'tiktok-live-studio'],
    });
    await using small = await exampleServer((request) =>
      request.id === 'createPreview'
        ? problem('conflict', { detail: 'fewer than 100 PCs' })
        : applies([added])(request),
    );
    const few = await runHere(args, { env: small.env });
    expect(few.code).toBe(0);
    expect(few.err).toContain('No preview for unit eksempel');
    expect(few.err).toContain('fewer than 100 PCs');
  });

  it('names every fault with file and line, of the server’s settings too, before anything is sent', async () => {
    using folder = orgFolder('rings:\n    - { id: a, name: A, percent: 50, soakHours: 1 }');
    await using server = await exampleServer();
    const ran = await runHere(['apply', '-f', folder.path], { env: server.env });
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(
      /server\.yaml:4:\d+: server\.rings\[0\]\.percent: the last ring ends at 50 percent/,
    );
    writeFileSync(join(folder.path, 'more.yaml'), 'portvakt: server/1\nserver: {}\n');
    expect((await runHere(['apply', '-f', folder.path], { env: server.env })).err).toContain(
      'Keep one of the two files',
    );
    expect(server.requests).toEqual([]);
  });

  it('keeps to what somebody else changed meanwhile', async () => {
    using folder = orgFolder();
    await using server = await exampleServer((request) =>
      request.id === 'applyPolicy' && (request.body as { dryRun?: boolean }).dryRun !== true
        ? problem('conflict', { detail: 'the policy is at version 5, not 3' })
        : applies([added])(request),
    );
    const ran = await runHere(['apply', '-f', folder.path], { env: server.env });
    expect(ran.code).toBe(7);
    expect(ran.err).toContain('at version 5, not 3');
  });
});

describe('portvakt policy show --out', () => {
  it('writes the applied files into a new folder, and never out of it', async () => {
    using folder = tempFolder();
    const out = join(folder.path, 'org');
    await using server = await exampleServer();
    const args = ['policy', 'show', '--out', out];
    expect((await runHere(args, { env: server.env })).code).toBe(0);
    const [file] = operations.getPolicy.example.response.files;
    expect(readFileSync(join(out, file.name), 'utf8')).toBe(file.text);
    expect((await runHere(args, { env: server.env })).code).toBe(7);
    const shown = operations.getPolicy.example.response;
    await using evil = await exampleServer(() => ({
      status: 200,
      body: { ...shown, files: [{ name: 'a/../../b.yaml', text: 'x' }] },
    }));
    const astray = await runHere(['policy', 'show', '--out', join(folder.path, 'x')], { env: evil.env });
    expect(astray.code).toBe(1);
    expect(astray.err).toContain('/files/0/name');
  });
});

describe('portvakt devices import', () => {
  it('lists broken rows with file and row, and ends so that a script sees it', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'pcs.csv');
    writeFileSync(path, 'hostname,unit\na,b\n');
    const broken = [{ row: 2, column: 'unit', why: 'there is no unit \u001b[2Jb' }];
    const done = { rows: 3, changed: 1, unchanged: 1, notYetEnrolled: 0, broken };
    await using server = await exampleServer(() => ({ status: 200, body: done }));
    const ran = await runHere(['devices', 'import', path], { env: server.env });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('3 rows: 1 PCs changed');
    expect((await runHere(['devices', 'import', path, '--dry-run'], { env: server.env })).code).toBe(3);
    expect(ran.err).toContain(`${path}:2, column unit: there is no unit [2Jb`);
  });
});

describe('what is for good', () => {
  it.each([
    ['devices', 'erase', 'a'.repeat(32)],
    ['people', 'erase', 'ola'],
  ])('%s %s asks at a terminal', async (...args) => {
    await using server = await exampleServer();
    const all = [...args, '--reason', 'asked for'];
    expect((await runHere(all, { env: server.env, answers: false })).code).toBe(10);
    expect(server.requests).toEqual([]);
    expect((await runHere([...all, '--yes'], { env: server.env, answers: false })).code).toBe(0);
  });
});

describe('portvakt export', () => {
  it('writes a file that others cannot read, and says when it is not whole', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'events.ndjson');
    await using server = await exampleServer();
    expect((await runHere(['export', 'events', '--out', path], { env: server.env })).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('æ');
    expect((await runHere(['export', 'events', '--out', path], { env: server.env })).code).toBe(7);
    await using shut = await exampleServer(() => problem('role-too-low'));
    const other = join(folder.path, 'audit');
    const ran = await runHere(['export', 'audit', '--out', other], { env: shut.env });
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('not whole');
  });
});
