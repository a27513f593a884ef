import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInApps } from '#catalogue/load.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';

const folder = resolve(import.meta.dirname, '../../src/cli/samples');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const organisation = () => parseOrganisationFile(read('organisation.yaml'), 'organisation.yaml');
const policy = (name: string) => parsePolicyFile(read(name), name);

describe('the sample files', () => {
  it.each(['canary-policy.yaml', 'enforce-policy.yaml'])(
    '%s is valid for the sample organisation',
    (name) => {
      const owner = organisation();
      const bans = policy(name);
      expect(owner).toMatchObject({ ok: true, value: { value: { organisation: { id: 'eksempel' } } } });
      expect(bans).toMatchObject({ ok: true });
      if (!owner.ok || !bans.ok) return;
      const known = new Set(builtInApps().map(({ id }) => id));
      expect(checkPolicies(owner.value.value.organisation, [bans.value], known)).toEqual([]);
    },
  );

  it('block nothing but the canary to begin with', () => {
    const first = policy('canary-policy.yaml');
    expect(first.ok).toBe(true);
    if (!first.ok) return;
    const effects = first.value.value.bans.flatMap(({ apps = [], effect }) =>
      apps.map((app) => `${app} ${effect}`),
    );
    expect(effects).toEqual([
      'portvakt-canary block',
      'telegram inform',
      'tiktok inform',
      'tiktok-live-studio inform',
    ]);
  });

  it('name schemas that are there', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    const schemas = files.map(
      (name) => /^# yaml-language-server: \$schema=(\S+)\n/u.exec(read(name))?.[1] ?? 'none',
    );
    expect(schemas.map((schema) => existsSync(resolve(folder, schema)))).toEqual(files.map(() => true));
  });
});
