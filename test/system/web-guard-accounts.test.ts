import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumProgram, type Chromium } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { asAccount, createPerson, type Person } from '#test/kit/tray-person.ts';
import { whyNoOtherAccount } from '#test/kit/tray-as-account.ts';
import { until } from '#test/kit/system-under-test.ts';
import { sees, visits } from '#test/kit/web-eyes.ts';
import { bans, ownPolicyText, WebGuardStage } from '#test/kit/web-guard-stage.ts';
import { watchesPolicies } from './watches-policies.ts';

const suite = 'the web guard for two accounts of one PC';
const tiktok = 'https://www.tiktok.com/foryou';

function browserOf(stage: WebGuardStage, person: Person): Promise<Chromium> {
  const profiles = join(person.home, '.config/chromium');
  for (const path of [join(person.home, '.config'), profiles]) {
    mkdirSync(path, { recursive: true });
    chownSync(path, person.uid, person.uid);
  }
  return stage.chromium({ home: person.home, before: asAccount(person.uid) });
}

it.runIf(canRunAsRoot(suite, { programs: [chromiumProgram], also: whyNoOtherAccount }))(
  'lets the one who is exempt through, and blocks the other',
  async () => {
    await using stage = await WebGuardStage.start();
    using kari = createPerson('portvakt-kari');
    using ola = createPerson('portvakt-ola');
    await stage.publish([bans.tiktok({ exemptions: { allowed: true, longestDays: 30 } })]);
    await stage.startAgent();
    await stage.policyWritten('tiktok.com');
    await using hers = await browserOf(stage, kari);
    await using his = await browserOf(stage, ola);
    const [herPage, hisPage] = [await hers.newPage(), await his.newPage()];
    await visits(herPage, tiktok, 'guard', /TikTok cannot be used/);
    await visits(hisPage, tiktok, 'guard', /TikTok cannot be used/);

    for (const { pid } of [hers, his]) await watchesPolicies(pid);
    const device = (await stage.device())?.device ?? '';
    await stage.server.must('grantExemption', {
      body: {
        ...{ device, account: kari.name, ban: 'tiktok', purpose: 'Culture events' },
        ...{ from: Date.now() - 60_000, until: Date.now() + 3_600_000 },
      },
    });
    // The browsers' own policy is for everybody, so it can no longer say it; the extension tells the two apart.
    await until(
      'the policy to leave it to the extension',
      () => ownPolicyText()?.includes('tiktok.com') === false || undefined,
    );
    await sees(herPage, 'site', /TikTok/, 60_000);
    await visits(hisPage, tiktok, 'guard', /TikTok cannot be used/);
    expect(stage.sites.seen('www.tiktok.com').length).toBeGreaterThan(0);
    const detail = await stage.server.must('getDevice', { params: { device } });
    expect(JSON.stringify(detail.truth)).toContain('"web"');
  },
);
