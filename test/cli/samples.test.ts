import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInApps } from '#catalogue/load.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { missingTexts } from '#policy/missing-texts.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';
import { compile } from '#server/policies/compile.ts';

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
    const files = ['', 'org', 'org/bans'].flatMap((below) =>
      readdirSync(join(folder, below))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(below, name)),
    );
    const schemas = files.map((name) => {
      const named = /^# yaml-language-server: \$schema=(\S+)\n/u.exec(read(name))?.[1] ?? 'none';
      return existsSync(resolve(folder, dirname(name), named)) ? 'there' : `${name}: ${named}`;
    });
    expect(schemas).toEqual(files.map(() => 'there'));
  });

  it('hold a whole organisation that could be published as it is', () => {
    const names = ['organisation.yaml', 'server.yaml', 'bans/eksempel.yaml', 'bans/kultur.yaml'];
    const whole = compile(
      names.map((name) => ({ name, text: read(join('org', name)) })),
      'eksempel',
    );
    expect(whole).toMatchObject({ ok: true, value: { server: { policyReview: 'four-eyes' } } });
    if (!whole.ok) return;
    const { organisation: owner, policies } = whole.value;
    expect(missingTexts(owner.languages, policies)).toEqual([]);
  });
});
