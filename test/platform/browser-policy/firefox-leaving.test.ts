import { describe, expect, it } from 'vitest';
import { desiredState, firefoxId } from './desired-state.ts';
import { besideFirefox, FakePc, firefoxPolicyFile } from './fake-pc.ts';

const installedIn = (profile: string) => `/home/anna/${profile}/extensions/${firefoxId}.xpi`;
const ini = '/home/anna/.mozilla/firefox/profiles.ini';
const leaving = { policies: { ExtensionSettings: { [firefoxId]: { installation_mode: 'blocked' } } } };
const stateOf = (written: readonly { kind: string }[]) => written.find(({ kind }) => kind === 'firefox');
/** As an agent that never heard of what was written before. */
const forgetful = (pc: FakePc, folder: string) =>
  pc.policy({ recordFolder: pc.at(`/var/lib/${folder}`), firefoxExtension: firefoxId });

describe('leaving Firefox', () => {
  it('leaves nothing where no profile has the extension', async () => {
    await using pc = new FakePc();
    pc.file(ini, '[Profile0]\nIsRelative=1\nPath=abc.default\n');
    pc.folder('/home/anna/.mozilla/firefox/abc.default/extensions');
    const policy = pc.policy();
    await policy.apply(desiredState());
    await policy.apply(undefined);
    expect(pc.read('/etc/firefox')).toBeUndefined();
  });

  it.each([
    ['a profile beside the list of profiles', '.mozilla/firefox/abc.default', ''],
    [
      'one that the list names elsewhere in the home',
      'work/ff',
      '[Profile0]\r\nIsRelative=0\r\nPath=/home/anna/work/ff\r\n',
    ],
    ['one that the list names upwards', 'work/ff', '[Profile0]\nPath=../../work/ff\n'],
    ['one of a flatpak', '.var/app/org.mozilla.firefox/.mozilla/firefox/x', ''],
  ])('has it uninstalled from %s, and goes as soon as that is done', async (_, profile, list) => {
    await using pc = new FakePc();
    pc.file(ini, list);
    pc.file(installedIn(profile), 'xpi');
    const policy = pc.policy();
    await policy.apply(desiredState());
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
    pc.remove(installedIn(profile));
    await policy.apply(undefined);
    expect(pc.read('/etc/firefox')).toBeUndefined();
  });

  it('counts a profile outside of the home, where nobody looks, as one that has it', async () => {
    await using pc = new FakePc();
    pc.file(ini, '[Profile0]\nIsRelative=0\nPath=/srv/profiles/anna\n');
    const policy = pc.policy();
    await policy.apply(desiredState());
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
  });

  it('is ours whoever remembers it: cleared away, taken over, or begun anew', async () => {
    await using pc = new FakePc();
    const company = '{"policies": {"DisableTelemetry": true}}';
    for (const mode of ['blocked', 'force_installed', 'allowed'])
      for (const before of [undefined, company]) {
        const entry = `"ExtensionSettings": {"${firefoxId}": {"installation_mode": "${mode}"}}`;
        const stale =
          before === undefined ? `{"policies": {${entry}}}` : before.replace('}}', `, ${entry}}}`);
        pc.file(firefoxPolicyFile, stale);
        await forgetful(pc, `${mode}-${before === undefined}-a`).apply(undefined);
        expect(pc.read(firefoxPolicyFile)).toBe(before);

        pc.file(firefoxPolicyFile, stale);
        const policy = forgetful(pc, `${mode}-${before === undefined}-b`);
        expect(stateOf(await policy.apply(desiredState()))).toMatchObject({ state: 'written' });
        expect(pc.json(firefoxPolicyFile)).toMatchObject({
          policies: { ExtensionSettings: { [firefoxId]: { installation_mode: 'force_installed' } } },
        });
        await policy.apply(undefined);
        expect(pc.read(firefoxPolicyFile)).toBe(before);

        pc.file(firefoxPolicyFile, stale);
        pc.file(installedIn('.mozilla/firefox/abc'), 'xpi');
        await forgetful(pc, `${mode}-${before === undefined}-c`).apply(undefined);
        expect(pc.json(firefoxPolicyFile)).toMatchObject(leaving);
        pc.remove('/home/anna/.mozilla');
        pc.remove('/etc/firefox');
      }
  });

  it('is all of it ours where we made the file, whoever remembers it; in a company’s file only that entry is', async () => {
    await using pc = new FakePc();
    const company = '{\n  "policies": {\n    "WebsiteFilter": {\n      "Block": []\n    }\n  }\n}\n';
    for (const [before, settings] of [
      [undefined, {}],
      [undefined, { settings: { privateWindows: 'forbid' } } as const],
      [undefined, { signed: true }],
      [company, {}],
    ] as const) {
      pc.remove('/etc');
      pc.folder('/etc');
      if (before !== undefined) pc.file(firefoxPolicyFile, before);
      const name = JSON.stringify([before?.length, settings]).replaceAll(/\W/g, '');
      const crashed = forgetful(pc, `${name}-a`);
      await crashed.apply(desiredState(settings));
      await crashed[Symbol.asyncDispose]();
      // As after a crash, with the folder of the agent thrown away.
      await forgetful(pc, `${name}-b`).apply(undefined);
      if (before === undefined) expect(pc.read(firefoxPolicyFile)).toBeUndefined();
      else {
        expect(pc.read(firefoxPolicyFile)).toContain('*://*.tiktok.com/*');
        expect(pc.read(firefoxPolicyFile)).not.toContain(firefoxId);
      }
    }
  });

  it('looks beside the program too, and does not take our own remains for the company’s file', async () => {
    await using pc = new FakePc();
    const company = '{"policies": {"DisableTelemetry": true}}';
    pc.file(besideFirefox, company);
    pc.file(firefoxPolicyFile, JSON.stringify(leaving));
    const policy = forgetful(pc, 'one');
    await policy.apply(desiredState());
    expect(pc.json(besideFirefox)).toMatchObject({ policies: { DisableTelemetry: true, WebsiteFilter: {} } });
    expect(pc.read(firefoxPolicyFile)).toBeUndefined();
  });

  it('stays in a file of ours to which the company added something: that is the one which is read', async () => {
    await using pc = new FakePc();
    const policy = pc.policy({ leavingMs: 0 });
    await policy.apply(desiredState());
    const ours = pc.read(firefoxPolicyFile) ?? '';
    pc.file(firefoxPolicyFile, ours.replace('"policies": {', '"policies": {"DisableTelemetry": true,'));
    pc.file(besideFirefox, '{"policies": {}}');
    await policy.apply(desiredState());
    expect(pc.json(firefoxPolicyFile)).toMatchObject({ policies: { WebsiteFilter: {} } });
    expect(pc.read(besideFirefox)).toBe('{"policies": {}}');
  });

  it('is done although Firefox itself is gone, and a clock that was set back does not hold it up', async () => {
    await using pc = new FakePc();
    pc.file(installedIn('.mozilla/firefox/abc'), 'xpi');
    const policy = pc.policy();
    await policy.apply(desiredState());
    pc.remove('/usr/lib/firefox-esr');
    pc.time += 400 * 86_400_000;
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual(leaving);
    pc.time -= 400 * 86_400_000;
    await policy.apply(undefined);
    pc.time += 30 * 86_400_000;
    await policy.apply(undefined);
    expect(pc.read(firefoxPolicyFile)).toBeUndefined();
  });

  it('takes the leave to install unsigned extensions away at once', async () => {
    await using pc = new FakePc();
    pc.file(installedIn('.mozilla/firefox/abc'), 'xpi');
    pc.file(firefoxPolicyFile, '{"policies": {"Preferences": {"a.b": {"Value": 1}}}}');
    const policy = pc.policy();
    await policy.apply(desiredState());
    expect(pc.read(firefoxPolicyFile)).toContain('xpinstall.signatures.required');
    await policy.apply(undefined);
    expect(pc.json(firefoxPolicyFile)).toEqual({
      policies: { Preferences: { 'a.b': { Value: 1 } }, ...leaving.policies },
    });
  });

  it('touches no broken file in which nothing of ours is known to stand', async () => {
    await using pc = new FakePc();
    pc.file('/elsewhere.json', JSON.stringify(leaving));
    pc.link(firefoxPolicyFile, pc.at('/elsewhere.json'));
    expect(stateOf(await forgetful(pc, 'one').apply(undefined))).toMatchObject({ state: 'written' });
    expect(pc.json('/elsewhere.json')).toEqual(leaving);
  });
});
