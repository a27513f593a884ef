import { describe, expect, it } from 'vitest';
import { reasonText } from '#locales/reason.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';
import { Journey } from './journey.ts';
import { telegramOnWindows, tiktokFromTheStore } from './programs.ts';
import { read } from './words.ts';

describe('Lillestrøm: not to be used, uninstalled where installed', () => {
  it('guides whoever has it to uninstall, by a day, and says what is lost with it', async () => {
    await using journey = await Journey.begin('lillestrom', '2023-03-24');
    await journey.publish();
    const telegram = telegramOnWindows('siv');
    const tiktok = tiktokFromTheStore();
    const siv = await journey.pc({
      unit: 'oppvekst',
      account: 'siv',
      os: 'win32',
      has: [telegram, tiktok],
    });
    const notice = await siv.notice('warn', 'telegram');
    const words = read(notice, 'nb', journey.timeZone);
    expect(words).toContain('Er Telegram installert i dag, skal appen avinstalleres.');
    expect(words).toContain(
      'Besluttet av Digitaliseringsdirektør Torbjørn Pedersen 23. mars 2023 etter en risikovurdering (NSMs sikkerhetsvurdering av TikTok og Telegram).',
    );
    expect(words).toContain('Du kan bruke Telegram i 41 arbeidsdager til (til og med 31. mai 2023).');
    expect(words).toContain('Fjern Telegram før fristen.');
    expect(words).toContain(
      'Når Telegram fjernes, slettes også dette fra PC-en: innloggingen din, midlertidige filer, innstillingene dine.',
    );
    expect(words).toContain('Dette kan du bruke i stedet: Bruk Teams til samtaler i jobben.');
    expect(words).toContain('Les mer: NSMs sikkerhetsvurdering https://nsm.no/');
    expect(await siv.asks('tiktok', 'annonser', 30)).toBe('asking-not-allowed');

    await siv.acknowledges(notice);
    await siv.acknowledges(await siv.notice('warn', 'tiktok'));
    await journey.workUntil('2023-04-11');
    siv.remove(telegram);
    await siv.settled();
    expect(siv.ban('telegram')).toMatchObject({ found: false });
    await journey.moveTo(journey.clock.now() + 61_000);
    expect(await journey.event(siv, 'removed')).toMatchObject({ ban: 'telegram', verified: true });
    expect(siv.ban('tiktok')).toMatchObject({ found: true, effect: 'warn', reason: 'grace' });

    // Ten working days after the reading, Easter not counted: the end of 12 April.
    await journey.workUntil('2023-04-13');
    expect(await siv.canUse(tiktok)).toBe(false);
    await siv.sees(await siv.notice('block', 'tiktok'));
    const hit = await journey.event(siv, 'hit', ({ action }) => action === 'stopped');
    expect(hit).toMatchObject({ ban: 'tiktok', account: 'siv' });
    expect(await journey.foreignEvidence()).toEqual([]);
  });

  it('only recommends on private PCs that use the municipality’s mail and Teams', async () => {
    await using journey = await Journey.begin('lillestrom', '2023-03-24');
    await journey.publish();
    const telegram = telegramOnWindows('siv');
    const siv = await journey.pc({
      unit: 'teknikk',
      account: 'siv',
      os: 'win32',
      class: 'private',
      has: [telegram],
    });
    const notice = await siv.notice('inform', 'privat-tiktok-telegram');
    expect(read(notice, 'nb', journey.timeZone)).toContain(
      'Rådet kan endres hvis nye tekniske løsninger kommer, eller trusselvurderingen endres.',
    );
    await siv.acknowledges(notice);
    expect(await siv.canUse(telegram)).toBe(true);
    await journey.allSent(siv);
    expect(await journey.events(siv)).toEqual([]);
  });

  it('becomes milder by one step when nobody decided anew in time, and everybody can see that', async () => {
    await using journey = await Journey.begin('lillestrom', '2023-06-01');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const siv = await journey.pc({ unit: 'oppvekst', account: 'siv', os: 'win32', has: [tiktok] });
    expect(await siv.canUse(tiktok)).toBe(false);
    expect(siv.ban('tiktok')).toMatchObject({ effect: 'block', reason: 'blocked' });
    expect(await journey.truth(siv, 'tiktok')).toMatchObject({ store: 'stopped-after-start' });

    await journey.moveTo(journey.hour('2024-03-01', 23));
    expect(await siv.canUse(tiktok)).toBe(false);
    await journey.moveTo(journey.hour('2024-03-02', 1));
    await siv.settled();
    expect(siv.ban('tiktok')).toMatchObject({ effect: 'warn', reason: 'review-passed' });
    expect(await siv.canUse(tiktok)).toBe(true);
    await siv.notice('warn', 'tiktok');
    await journey.truthIs(siv, 'tiktok', { store: 'warned', web: 'blind' });
    expect(
      reasonText('nb', 'review-passed', {
        app: 'TikTok',
        organisation: 'Lillestrøm kommune',
        unit: 'Lillestrøm kommune',
        ban: 'tiktok',
        date: '2024-03-01',
      }),
    ).toBe('Regelen om TikTok skulle vurderes på nytt innen 1. mars 2024; til det er gjort, er den mildere.');

    // Somebody decides anew.
    const renewed = journey
      .policyFiles()
      .map(({ name, text }) => ({ name, text: text.replaceAll('review: 2024-03-01', 'review: 2025-03-01') }));
    await siv.applies(await journey.publish(renewed));
    expect(await siv.canUse(tiktok)).toBe(false);
  });

  it('cannot be published without a review date: the refusal names file and line', async () => {
    await using journey = await Journey.begin('lillestrom', '2023-03-24');
    const files = journey.policyFiles();
    const policy = files.find(({ name }) => name === 'policy.yaml');
    const without = (policy?.text ?? '').replace('    review: 2024-03-01\n', '');
    const answer = await journey.tryToPublish(
      files.map((file) => (file === policy ? { name: file.name, text: without } : file)),
    );
    expect(answer).toMatchObject({ problem: { type: 'urn:portvakt:problem:policy-faults' } });
    const faults = 'problem' in answer ? (answer.problem.faults ?? []) : [];
    const line = without.split('\n').findIndex((text) => text.includes('- id: tiktok')) + 1;
    expect(faults).toMatchObject([{ file: 'policy.yaml', line }]);
    expect(faults[0]?.message).toContain('review');
  });

  it('shows the municipality how many PCs apply it, and how well', async () => {
    await using journey = await Journey.begin('lillestrom', '2023-03-24');
    const version = await journey.publish();
    const token = await journey.server.enrolmentToken({ unit: 'helse-og-mestring' });
    await Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const { device, key } = await enrolDevice(journey.server.url, token);
        await using agent = new WireAgent(journey.server.url, { key });
        await agent.arrive(device);
        await agent.take('release');
        await agent.take('assignment');
        const level = at < 27 ? 'stopped-after-start' : 'warned';
        // Three of them have not taken the new rules yet.
        if (at % 10 !== 9)
          agent.send({
            type: 'release-applied',
            version,
            assignment: 1,
            truth: [
              { ban: 'tiktok', channel: 'native', level },
              { ban: 'tiktok', channel: 'web', level: 'blind', why: 'no web guard on this PC' },
            ],
          });
        await agent.settled();
      }),
    );
    const { devices, total } = await journey.server.must('listDevices', {
      query: { unit: 'lillestrom', limit: 100 },
    });
    expect(total).toBe(30);
    expect(devices.filter(({ release }) => release === version)).toHaveLength(27);
    expect(devices.every(({ unit }) => unit === 'helse-og-mestring')).toBe(true);
    const { releases } = await journey.server.must('listReleases');
    expect(releases.find((one) => one.version === version)).toMatchObject({ devices: 27 });
    const details = await Promise.all(
      devices.map(({ device }) => journey.server.must('getDevice', { params: { device } })),
    );
    const levels = details.flatMap(({ truth }) => truth);
    const count = (channel: string, level: string): number =>
      levels.filter((one) => one.channel === channel && one.level === level).length;
    expect(count('native', 'stopped-after-start')).toBe(25);
    expect(count('native', 'warned')).toBe(2);
    expect(count('web', 'blind')).toBe(27);
  });
});
