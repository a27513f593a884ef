import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import { forkServer } from '#test/kit/child-server.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { runCli } from './run-cli.ts';
import { runHere } from './run-here.ts';

const sampleKey = join(import.meta.dirname, '../../src/cli/samples/packs/sample-key.pub');
const rings: ServerSettings['rings'] = [
  { id: 'it', name: 'IT department', labels: ['ring:it'], soakHours: 24 },
  { id: 'everybody', name: 'Everybody', percent: 100, soakHours: 0 },
];
const settings: ServerSettings = {
  rings,
  brake: { hitsPerDevice: 2 },
  assignment: [{ name: 'school PCs', when: { hostName: 'sk-*' }, unit: 'school', labels: ['pupil'] }],
  retention: { events: 60 },
};

type Org = {
  readonly bans?: readonly Ban[];
  readonly server?: ServerSettings;
  readonly unitName?: string;
};

/** A folder as IT keeps it in git: organisation with tree and packs, settings with rings and rules, bans unit by unit. */
function writeOrg(
  folder: string,
  { bans = [ban()], server = settings, unitName = 'Schools' }: Org = {},
): void {
  const subscription = { pack: 'sample-tiktok', authorityKey: readFileSync(sampleKey, 'utf8').trim() };
  const whole = organisation({
    ...{ id: 'kommune', name: 'Kommune' },
    units: [
      { id: 'kommune', name: 'Kommune' },
      { id: 'school', name: unitName, parent: 'kommune' },
    ],
    subscriptions: [{ ...subscription, highestEffect: 'warn', mode: 'hold' }],
  });
  const files = {
    'organisation.yaml': { portvakt: 'organisation/1', organisation: whole },
    'server.yaml': { portvakt: 'server/1', server },
    'units/kommune.yaml': { portvakt: 'policy/1', unit: 'kommune', bans },
    'units/school.yaml': { portvakt: 'policy/1', unit: 'school', bans: [] },
  };
  for (const [name, value] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(value, null, 2));
  }
}

describe('a folder in git and a server process', () => {
  it('applied twice the second time does nothing; a change is planned, dry, then goes out in rings; four eyes', async () => {
    using folder = tempFolder();
    const org = join(folder.path, 'org');
    const server = await forkServer(join(folder.path, 'data'));
    try {
      const env = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: server.token ?? '' };
      const portvakt = async (...args: readonly string[]) => {
        const ran = await runHere(args, { env });
        expect([args, ran.code, ran.code === 0 ? '' : ran.err]).toEqual([args, 0, '']);
        return ran;
      };
      writeOrg(org);
      // As a shell or a pipeline runs it.
      const first = await runCli(['apply', '-f', org], env);
      expect([first.code, first.code === 0 ? '' : first.err]).toEqual([0, '']);
      expect(first.out).toMatch(/^ {2}\+ unit school "Schools" below kommune$/m);
      expect(first.out).toMatch(/^ {2}\+ ban pack sample-tiktok: hold, at most warn$/m);
      expect(first.out).toMatch(/^ {2}\+ server rings/m);
      expect(first.out).toMatch(/^ {2}\+ ban telegram-ban: block$/m);
      expect(first.err).toMatch(/Version \d+ is published/);
      expect(first.out).not.toContain('\u001b');

      const second = await runCli(['apply', '-f', org], env);
      expect(second).toMatchObject({ code: 0, out: 'Plan: nothing to do.\n' });
      expect(second.err).toMatch(/are version \d+ already/);
      const releases = async (): Promise<number> =>
        (JSON.parse((await portvakt('release', 'list', '--json')).out) as { current: number }).current;
      const before = await releases();

      writeOrg(org, { bans: [ban({ effect: 'warn' })], unitName: 'Schools and kindergartens' });
      const dry = await runHere(['apply', '-f', org, '--dry-run', '--detailed-exitcode'], { env });
      expect(dry.code).toBe(9);
      expect(dry.out).toMatch(/^ {2}~ ban telegram-ban: block -> warn$/m);
      expect(dry.out).toMatch(/name: Schools -> Schools and kindergartens/);
      expect(dry.out).toContain('Plan: 0 to add, 2 to change, 0 to remove.');
      expect(await releases()).toBe(before);
      const stale = await runHere(['apply', '-f', org, '--based-on', String(before + 5)], { env });
      expect(stale.code).toBe(7);

      await portvakt('apply', '-f', org, '--yes');
      expect(await releases()).toBe(before + 1);
      const going = await portvakt('rollout', 'show', String(before + 1));
      expect(going.out).toMatch(/IT department +ring:it +soaking/);
      expect(going.out).toMatch(/Everybody +100 % +waiting/);
      const next = await portvakt('rollout', 'promote', String(before + 1));
      expect(next.out).not.toContain('waiting');

      expect((await portvakt('bans')).out).toMatch(/telegram-ban +kommune +warn/);
      expect((await portvakt('units')).out).toContain('Schools and kindergartens');
      expect((await portvakt('retention')).out).toMatch(/events +60 +from server\.yaml/);
      const again = join(folder.path, 'again');
      await portvakt('policy', 'show', '--out', again);
      expect((await portvakt('apply', '-f', again)).out).toBe('Plan: nothing to do.\n');

      // From now on two people.
      writeOrg(org, { server: { ...settings, policyReview: 'four-eyes' } });
      await portvakt('apply', '-f', org);
      const current = await releases();
      writeOrg(org, { server: { ...settings, policyReview: 'four-eyes' }, bans: [] });
      const asked = JSON.parse((await portvakt('apply', '-f', org, '--json')).out) as {
        readonly state: string;
        readonly draft: string;
        readonly link: string;
        readonly plan: readonly { readonly change: string }[];
      };
      expect(asked.state).toBe('in-review');
      expect(asked.link).toBe(`${server.apiUrl}/drafts/${asked.draft}`);
      expect(asked.plan).toMatchObject([{ change: 'remove', what: 'ban telegram-ban (was: block)' }]);
      expect((await portvakt('apply', '-f', org)).err).toContain(asked.link);
      expect(await releases()).toBe(current);
      expect((await runHere(['draft', 'approve', asked.draft], { env })).code).not.toBe(0);
      const ola = (await portvakt('operators', 'create', 'ola', '--role', 'approver')).out.trim();
      const asOla = { env: { ...env, PORTVAKT_TOKEN: ola } };
      expect((await runHere(['draft', 'approve', asked.draft], asOla)).out).toContain('Approved by ola');
      expect((await portvakt('draft', 'publish', asked.draft)).out).toContain('is published');
      expect(await releases()).toBe(current + 1);
      expect((await portvakt('apply', '-f', org)).out).toBe('Plan: nothing to do.\n');
    } finally {
      await server.stop();
    }
  });
});
