import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { desiredState, firefoxId, hostName } from './desired-state.ts';
import { besideFirefox, FakePc, firefoxPolicyFile } from './fake-pc.ts';

const day = 86_400_000;
const stateOf = (written: readonly { kind: string }[]) => written.find(({ kind }) => kind === 'firefox');
const installedIn = (profile: string) => `/home/anna/${profile}/extensions/${firefoxId}.xpi`;
const leaving = { policies: { ExtensionSettings: { [firefoxId]: { installation_mode: 'blocked' } } } };

describe('Firefox’s policies.json', () => {
  it('is made where there is none, has the extension removed when we leave, and goes after 30 days', async () => {
    await using pc = new FakePc();
    pc.file(installedIn('.mozilla/firefox/abc.default'), '');
    const policy = pc.policy();
    await policy.apply(desiredState());
    expect(pc.json(firefoxPolicyFile)).toMatchObject({
      policies: { ExtensionSettings: { [firefoxId]: { installation_mode: 'force_installed' } } },
    });
    expect(pc.json(`/usr/lib/mozilla/native-messaging-hosts/${hostName}.json`)).toMatchObject({
      name: hostName,
    });
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
    expect(pc.read('/usr/lib/mozilla')).toBeUndefined();
    pc.time += 29 * day;
    await pc.policy().apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
    pc.time += day;
    await pc.policy().apply(undefined);
    expect(pc.read('/etc/firefox')).toBeUndefined();
  });

  it('takes the leaving back when there is something to enforce again', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    const before = pc.read(firefoxPolicyFile);
    await policy.apply(undefined);
    await policy.apply(desiredState());
    expect(pc.read(firefoxPolicyFile)).toBe(before);
  });

  it('gives a company’s file back byte for byte', async () => {
    await using pc = new FakePc();
    const policy = pc.policy({ leavingMs: 0 });
    const spaces = fc.constantFrom('', '  ', '\t', '\r\n  ');
    const shapes = fc
      .tuple(
        fc.dictionary(
          fc.constantFrom('Homepage', 'Preferences', 'Cookies', 'Ø'),
          fc.dictionary(fc.string(), fc.jsonValue()),
        ),
        spaces,
        spaces,
      )
      .map(
        ([policies, before, after]) => `${before}${JSON.stringify({ policies }, undefined, before)}${after}`,
      );
    await fc.assert(
      fc.asyncProperty(shapes, async (text) => {
        pc.file(firefoxPolicyFile, text);
        expect(stateOf(await policy.apply(desiredState()))).toMatchObject({ state: 'written' });
        expect(pc.read(firefoxPolicyFile)).not.toBe(text);
        await policy.apply(undefined);
        expect(pc.read(firefoxPolicyFile)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  it('is the company’s beside the program, where that is the one in force', async () => {
    await using pc = new FakePc();
    const company = '{"policies": {"DisableTelemetry": true}}\n';
    pc.file(besideFirefox, company);
    const policy = pc.policy({ leavingMs: 0 });
    await policy.apply(desiredState());
    expect(pc.json(besideFirefox)).toMatchObject({ policies: { DisableTelemetry: true, WebsiteFilter: {} } });
    expect(pc.read('/etc/firefox')).toBeUndefined();
    // A machine-wide one comes: Firefox reads no other from then on.
    pc.file(firefoxPolicyFile, '{"policies": {}}');
    await policy.apply(desiredState());
    expect(pc.read(besideFirefox)).toBe(company);
    expect(pc.json(firefoxPolicyFile)).toMatchObject({ policies: { WebsiteFilter: {} } });
    await policy.apply(undefined);
    expect(pc.read(firefoxPolicyFile)).toBe('{"policies": {}}');
  });

  it('is not touched where it is broken, and that is said', async () => {
    await using pc = new FakePc();
    for (const [text, why] of [
      ['{"policies": {', 'is not a JSON object'],
      ['{"policies": {} // ours\n}', 'is not a JSON object'],
      ['{"policies": {"WebsiteFilter": []}}', 'policies.WebsiteFilter is not an object'],
    ] as const) {
      pc.file(firefoxPolicyFile, text);
      const written = stateOf(await pc.policy().apply(desiredState()));
      expect(written).toMatchObject({ state: 'failed', why: `${firefoxPolicyFile} ${why}` });
      expect(pc.read(firefoxPolicyFile)).toBe(text);
    }
  });

  it('keeps owner and mode, and is refused where it is a link', async () => {
    await using pc = new FakePc();
    pc.file('/elsewhere.json', '{"policies": {}}');
    pc.link(firefoxPolicyFile, pc.at('/elsewhere.json'));
    expect(stateOf(await pc.policy().apply(desiredState()))).toMatchObject({ state: 'failed' });
    expect(pc.read('/elsewhere.json')).toBe('{"policies": {}}');
  });

  it('lets foreign entries for the same thing stay when ours leave', async () => {
    await using pc = new FakePc();
    const company = '{"policies": {"WebsiteFilter": {"Block": ["*://*.tiktok.com/*"]}}}';
    pc.file(firefoxPolicyFile, company);
    const policy = pc.policy({ leavingMs: 0 });
    await policy.apply(desiredState());
    await policy.apply(undefined);
    expect(pc.read(firefoxPolicyFile)).toBe(company);
  });

  it('is changed only where the desired state is', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    const first = stateOf(await policy.apply(desiredState()));
    pc.time += 1000;
    expect(stateOf(await policy.apply(desiredState()))).toEqual(first);
    expect(stateOf(await policy.apply(desiredState({ block: { domains: ['x.example'] } })))).toMatchObject({
      changedAt: pc.time,
    });
  });

  it('has our entries put back, and follows what the company adds', async () => {
    await using pc = new FakePc();
    const policy = pc.policy({ leavingMs: 0 });
    await policy.apply(desiredState());
    pc.file(firefoxPolicyFile, '{"policies": {"DisableTelemetry": true}}');
    await eventually(() =>
      expect(pc.told).toEqual([{ kind: 'changed', path: firefoxPolicyFile, restored: true }]),
    );
    expect(pc.json(firefoxPolicyFile)).toMatchObject({
      policies: { DisableTelemetry: true, WebsiteFilter: {} },
    });
    pc.remove(firefoxPolicyFile);
    await eventually(() => expect(pc.told).toHaveLength(2));
    expect(pc.read(firefoxPolicyFile)).toContain('WebsiteFilter');
    const added =
      pc.read(firefoxPolicyFile)?.replace('"policies": {', '"policies": {"DisableTelemetry": true,') ?? '';
    pc.file(firefoxPolicyFile, added);
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual({ policies: { DisableTelemetry: true } });
    expect(pc.told).toHaveLength(2);
  });
});
