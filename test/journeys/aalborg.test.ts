import { describe, expect, it } from 'vitest';
import { Journey } from './journey.ts';
import { tiktokFromTheStore } from './programs.ts';
import { until } from './until.ts';
import { read } from './words.ts';

describe('Aalborg: TikTok is no longer used on the municipality’s devices', () => {
  it('tells whoever has it why, who decided and until when, in Danish; and IT only after that', async () => {
    await using journey = await Journey.begin('aalborg', '2023-03-22');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const mette = await journey.pc({ unit: 'skoler', account: 'mette', os: 'win32', has: [tiktok] });

    const notice = await mette.notice('warn', 'tiktok');
    const words = read(notice, 'da', journey.timeZone).split('\n');
    expect(words).toContain('TikTok bør ikke bruges på denne pc');
    expect(words).toContainEqual(
      expect.stringMatching(/^Hvorfor: Økonomiudvalget har besluttet, at TikTok ikke skal bruges/),
    );
    const who = words.find((line) => line.startsWith('Hvem har besluttet det: '));
    expect(who).toContain(
      'Oplyst af Økonomiudvalget ved borgmester Thomas Kastrup-Larsen den 21. marts 2023. Det er endnu ikke skrevet ned; det skal ske senest den 20. april 2023.',
    );
    expect(who).toMatch(/Beslutningen skal vurderes igen senest den 1\. marts 2024\.$/);
    expect(words).toContain('Du kan bruge TikTok i 24 arbejdsdage endnu, til og med 28. april 2023.');
    expect(words).toContain('Fjern TikTok inden fristen. Efter fristen kan TikTok ikke længere åbnes.');
    expect(words).toContain('Læs mere: Center for Cybersikkerhed https://www.cfcs.dk/');
    expect(words).toContain('Spørgsmål? Kontakt It-support, it-support@aalborg.example.');

    expect(await journey.events(mette)).toEqual([]);
    await mette.sees(notice);
    const hit = await journey.event(mette, 'hit');
    expect(hit).toMatchObject({ ban: 'tiktok', action: 'found', effect: 'warn', account: 'mette' });
    expect(hit.evidence).toContainEqual({
      kind: 'package-family-name',
      value: 'BytedancePte.Ltd.TikTok_6yccndn6064se',
    });
    expect(await journey.foreignEvidence()).toEqual([]);
    const sent = (await mette.ledger('sent')).map((one) => JSON.parse(one) as { type: string });
    expect(sent.filter(({ type }) => !['enrol', 'hello', 'release-applied'].includes(type))).toEqual([hit]);
  });

  it('gives five working days from the reading, then blocks; its owner removes it', async () => {
    await using journey = await Journey.begin('aalborg', '2023-03-22');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const mette = await journey.pc({
      unit: 'borgmesterens-forvaltning',
      account: 'mette',
      os: 'win32',
      has: [tiktok],
    });
    await mette.acknowledges(await mette.notice('warn', 'tiktok'));
    await mette.settled();
    expect(mette.ban('tiktok')).toMatchObject({
      effect: 'warn',
      reason: 'grace',
      deadline: journey.hour('2023-03-30', 0),
    });

    await journey.workUntil('2023-03-29');
    expect(await mette.canUse(tiktok)).toBe(true);
    expect(mette.ends).toEqual([]);

    await journey.workUntil('2023-03-30');
    expect(await mette.canUse(tiktok)).toBe(false);
    const notice = await mette.notice('block', 'tiktok');
    expect(read(notice, 'da', journey.timeZone)).toContain('Du har ikke gjort noget forkert.');
    await mette.sees(notice);
    const hit = await journey.event(mette, 'hit', ({ action }) => action === 'stopped');
    expect(hit).toMatchObject({ effect: 'block', level: 'stopped-after-start', channel: 'store' });

    expect(mette.ban('tiktok')).toMatchObject({ effect: 'block', found: true });
    mette.remove(tiktok);
    await mette.settled();
    expect(mette.ban('tiktok')).toMatchObject({ effect: 'block', found: false });

    // The agent looked again after a minute: it is gone, and she is thanked.
    await journey.moveTo(journey.clock.now() + 61_000);
    expect(await journey.event(mette, 'removed')).toMatchObject({ ban: 'tiktok', verified: true });
    const thanks = read(await mette.notice('removed', 'tiktok'), 'da', journey.timeZone);
    expect(thanks).toContain('TikTok');
  });

  it('waits with its report for a day, and with the block for the last day, where nobody reads the notice', async () => {
    await using journey = await Journey.begin('aalborg', '2023-03-22');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const jens = await journey.pc({ unit: 'skoler', account: 'jens', os: 'win32', has: [tiktok] });
    await jens.notice('warn', 'tiktok');
    await journey.moveTo(journey.hour('2023-03-22', 23));
    expect(await journey.events(jens)).toEqual([]);
    await journey.workUntil('2023-03-24');
    expect(await journey.event(jens, 'hit')).toMatchObject({ action: 'found' });

    await journey.workUntil('2023-04-28');
    expect(jens.ban('tiktok')).toMatchObject({ effect: 'warn', reason: 'grace-not-started' });
    expect(await jens.canUse(tiktok)).toBe(true);
    await journey.workUntil('2023-04-29');
    expect(await jens.canUse(tiktok)).toBe(false);
  });

  it('stops at once what is installed after the decision, and grants nobody an exemption', async () => {
    await using journey = await Journey.begin('aalborg', '2023-04-03');
    await journey.publish();
    const jens = await journey.pc({ unit: 'skoler', account: 'jens', os: 'win32' });
    const tiktok = tiktokFromTheStore();
    jens.install(tiktok);
    expect(await jens.canUse(tiktok)).toBe(false);
    const notice = await jens.notice('block', 'tiktok');
    expect(notice).toMatchObject({ mayAsk: false, removal: 'require' });
    expect(await jens.asks('tiktok', 'en video til skolefesten', 7)).toBe('asking-not-allowed');

    // In this version a web client is not seen: the server is told so, and the person too.
    expect(await journey.truth(jens, 'tiktok')).toMatchObject({
      store: 'stopped-after-start',
      pwa: 'reported-only',
      web: 'blind',
    });
    await until('he can see that IT looked', async () => (await jens.ledger('look')).length > 0 || undefined);
    expect(jens.ban('tiktok')?.truth).toContainEqual({
      ban: 'tiktok',
      channel: 'web',
      level: 'blind',
      why: 'no web guard on this PC',
    });
  });

  it('says whose risk assessment it was once that is written down', async () => {
    await using journey = await Journey.begin('aalborg', '2023-04-18');
    await journey.publish();
    const jens = await journey.pc({ unit: 'skoler', account: 'jens', os: 'win32' });
    const version = await journey.publish(
      journey.policyFiles().map(({ name, text }) => ({
        name,
        text: text
          .replace('kind: unwritten', 'kind: risk-assessment')
          .replace('statedBy: Økonomiudvalget ved', 'decidedBy: Økonomiudvalget ved')
          .replace('toBeWrittenBy: 2023-04-20', 'reference: Risikovurdering af TikTok'),
      })),
    );
    await jens.applies(version);
    const tiktok = tiktokFromTheStore();
    jens.install(tiktok);
    expect(await jens.canUse(tiktok)).toBe(false);
    expect(read(await jens.notice('block', 'tiktok'), 'da', journey.timeZone)).toContain(
      'den 21. marts 2023 efter en risikovurdering (Risikovurdering af TikTok).',
    );
  });
});
