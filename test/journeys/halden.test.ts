import { describe, expect, it } from 'vitest';
import { call } from '#test/kit/server-in-test.ts';
import { Journey } from './journey.ts';
import { telegramFromDebian, telegramOnWindows, tiktokFromTheStore } from './programs.ts';
import { read } from './words.ts';
import { until } from './until.ts';

describe('Halden: a demand on work PCs, a recommendation on private ones', () => {
  it('demands removal on a work PC, with reading, a countdown and a reason', async () => {
    await using journey = await Journey.begin('halden', '2023-03-27');
    await journey.publish();
    const telegram = telegramFromDebian();
    const anne = await journey.pc({ unit: 'helse', account: 'anne', has: [telegram] });
    const notice = await until('the notice is there', async () => (await anne.notices())[0]);
    expect(notice).toMatchObject({ kind: 'warn', ban: 'telegram', removal: 'require', mayAsk: false });
    const words = read(notice, 'nb', journey.timeZone);
    expect(words).toContain('Halden kommune følger anbefalingen fra Nasjonal sikkerhetsmyndighet.');
    expect(words).toContain(
      'Besluttet av Kommunedirektør Roar Vevelstad 24. mars 2023 (Informasjon til ansatte om nye regler for TikTok og Telegram).',
    );
    expect(words).toContain('Les mer: Dette gir du TikTok tilgang til (Tekna) https://www.tekna.no/');
    expect(words).toContain('Les mer: Anbefalingen fra Nasjonal sikkerhetsmyndighet https://nsm.no/');
    expect(words).toContain('Spørsmål? Kontakt IT-avdelingen, it@halden.example.');

    // Ten working days from the reading; Easter does not count.
    await anne.acknowledges(notice);
    await journey.workUntil('2023-04-13');
    expect(anne.ban('telegram')).toMatchObject({ reason: 'grace', deadline: journey.hour('2023-04-14', 0) });
    const running = anne.start(telegram);
    await anne.settled();
    expect(anne.runs(running)).toBe(true);

    await journey.moveTo(journey.hour('2023-04-14', 0) + 60_000);
    const closing = await anne.notice('closing', 'telegram');
    expect(read(closing, 'nb', journey.timeZone)).toContain('Du har tid til å lagre arbeidet ditt.');
    expect(anne.runs(running)).toBe(true);
    await journey.moveTo((closing.closesAt ?? 0) + 1);
    await until('it is closed', () => !anne.runs(running) || undefined);
    expect(await anne.canUse(telegram)).toBe(false);
    expect(await journey.foreignEvidence()).toEqual([]);
  });

  it('recommends on a private PC: told once, never stopped, nothing sent', async () => {
    await using journey = await Journey.begin('halden', '2023-03-27');
    await journey.publish();
    const apps = [tiktokFromTheStore(), telegramOnWindows('per')];
    const per = await journey.pc({
      unit: 'kultur',
      account: 'per',
      os: 'win32',
      class: 'private',
      has: apps,
    });
    const notice = await per.notice('inform', 'privat-tiktok-telegram');
    const words = read(notice, 'nb', journey.timeZone);
    expect(words).toContain('Da anbefaler vi at du sletter TikTok og Telegram. Det er du som bestemmer.');
    expect(words).toContain('13 råd om sikkerhet på mobile enheter (Nasjonal sikkerhetsmyndighet)');
    expect(notice.removal).toBe('offer');
    for (const app of apps) expect(await per.canUse(app)).toBe(true);
    await per.acknowledges(notice);
    await journey.workUntil('2023-05-15');
    for (const app of apps) expect(await per.canUse(app)).toBe(true);
    expect((await per.notices()).filter(({ kind }) => kind !== 'inform')).toEqual([]);
    expect(await per.notices()).toHaveLength(1);

    await journey.allSent(per);
    expect(await journey.events(per)).toEqual([]);
    // What the PC is and which rules it holds, as every PC says; nothing about him or his apps.
    const kinds = (await per.ledger('sent')).map((sent) => (JSON.parse(sent) as { type: string }).type);
    expect(new Set(kinds)).toEqual(new Set(['enrol', 'hello', 'release-applied']));
    expect((await per.ledger('sent')).join()).not.toContain('telegram-desktop');
    expect(await journey.deviceRow(per)).toMatchObject({ private: true, class: 'private' });
  });

  it('lets culture use TikTok on a PC kept for that, approved by two, until a day', async () => {
    await using journey = await Journey.begin('halden', '2023-05-30');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const kari = await journey.pc({ unit: 'kultur', account: 'kari', os: 'win32', class: 'dedicated' });
    const anne = await journey.pc({ unit: 'kultur', account: 'anne', os: 'win32' });
    kari.install(tiktok);
    expect(await kari.canUse(tiktok)).toBe(false);
    const blocked = await kari.notice('block', 'tiktok');
    expect(blocked.mayAsk).toBe(true);
    expect(read(blocked, 'nb', journey.timeZone)).toContain(
      'Søk om unntak for en PC som bare brukes til dette.',
    );

    const { apiUrl } = journey.server;
    const it = await journey.operator('it-sjef');
    const head = await journey.operator('kultursjef');
    const request = await kari.asks('tiktok', 'Allsang på grensen', 60);
    await journey.event(kari, 'exemption-request');
    const waiting = await until('the request is at the server', async () => {
      const { exemptions } = await journey.server.must('listExemptions', { query: { state: 'waiting' } });
      return exemptions[0];
    });
    expect(waiting).toMatchObject({
      exemption: request,
      account: 'kari',
      purpose: 'Allsang på grensen',
      days: 60,
    });

    const approve = (token: string) =>
      call(apiUrl, token, 'approveRequest', { params: { exemption: request }, body: {} });
    expect(await approve(it)).toMatchObject({ status: 200, body: { state: 'half-approved' } });
    expect(await approve(it)).toMatchObject({ status: 409 });
    expect(await kari.canUse(tiktok)).toBe(false);
    const approved = await approve(head);
    expect(approved).toMatchObject({ body: { state: 'approved', approvedBy: ['it-sjef', 'kultursjef'] } });
    await until('it is exempt', () => kari.ban('tiktok')?.exemptUntil);
    expect(kari.ban('tiktok')).toMatchObject({ effect: 'none', reason: 'exempt' });
    const granted = await until('she is told', async () =>
      (await kari.notices()).find(({ answer }) => answer?.startsWith('approved') === true),
    );
    expect(read(granted, 'nb', journey.timeZone)).toContain(
      'Søknaden din er godkjent. Du kan bruke TikTok til dette formålet til og med 29. juli 2023.',
    );
    expect(await kari.canUse(tiktok)).toBe(true);

    // Not on a work PC, and not Telegram: the signed terms say so, at both ends.
    expect(await anne.asks('tiktok', 'Allsang på grensen', 60)).toBe('asking-not-allowed');
    expect(await kari.asks('telegram', 'Allsang på grensen', 60)).toBe('asking-not-allowed');
    const from = journey.clock.now();
    const wish = { ban: 'tiktok', purpose: 'Allsang', from, until: from + 86_400_000 };
    expect(await call(apiUrl, it, 'grantExemption', { body: { ...wish, device: anne.id } })).toMatchObject({
      problem: { type: 'urn:portvakt:problem:terms-forbid' },
    });
    expect(
      await call(apiUrl, it, 'grantExemption', { body: { ...wish, device: kari.id, ban: 'telegram' } }),
    ).toMatchObject({ problem: { type: 'urn:portvakt:problem:terms-forbid' } });

    const end = kari.ban('tiktok')?.exemptUntil ?? 0;
    await journey.moveTo(end - 12 * 3_600_000);
    const soon = await kari.notice('exemption-ends-soon', 'tiktok');
    expect(read(soon, 'nb', journey.timeZone)).toContain('Unntaket ditt for TikTok går snart ut');
    await journey.moveTo(end + 60_000);
    expect(await kari.canUse(tiktok)).toBe(false);
    const { exemptions } = await journey.server.must('listExemptions', { query: { device: kari.id } });
    expect(exemptions).toMatchObject([{ state: 'ended', until: end }]);
    expect(await journey.foreignEvidence()).toEqual([]);
  });
});
