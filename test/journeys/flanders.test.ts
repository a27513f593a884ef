import { describe, expect, it } from 'vitest';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';
import { Journey } from './journey.ts';
import { tiktokFromTheStore, tiktokWebApp } from './programs.ts';
import { until } from './until.ts';
import { read } from './words.ts';

const answerOf = (unit: string, answer: string) => ({
  name: `policy-${unit}.yaml`,
  text: `portvakt: policy/1\nunit: ${unit}\nbans: []\nadoptions:\n${answer}`,
});

describe('Flanders: blocked at once on the shared network, advised elsewhere', () => {
  it('is in force the moment it is published, pushed to PCs that ask for nothing', async () => {
    await using journey = await Journey.begin('flanders', '2023-03-09');
    // The evening before, IT had the tree of units and no bans.
    await journey.publish(journey.policyFiles().filter(({ name }) => name === 'organisation.yaml'));
    const tiktok = tiktokFromTheStore();
    const lotte = await journey.pc({
      unit: 'voorbeeldagentschap',
      account: 'lotte',
      os: 'win32',
      has: [tiktok],
    });
    const running = lotte.start(tiktok);
    await lotte.settled();
    expect(lotte.runs(running)).toBe(true);
    await journey.moveTo(journey.hour('2023-03-09', 10));
    // Beside it a bare connection that says nothing more once it is welcome: what it hears was pushed.
    const token = await journey.server.enrolmentToken({ unit: 'digitaal-vlaanderen' });
    const { device, key } = await enrolDevice(journey.server.url, token);
    await using listener = new WireAgent(journey.server.url, { key });
    await listener.arrive(device);
    await listener.take('release');

    const version = await journey.publish();
    await listener.take('release');
    await lotte.applies(version);

    const closing = await lotte.notice('closing', 'tiktok');
    expect(closing.deadline).toBeUndefined();
    await lotte.sees(closing);
    expect(lotte.runs(running)).toBe(true);
    await journey.moveTo((closing.closesAt ?? 0) + 1);
    await until('it is closed', () => !lotte.runs(running) || undefined);
    expect(await lotte.canUse(tiktok)).toBe(false);
    const notice = await lotte.notice('block', 'tiktok');
    expect(notice).toMatchObject({ removal: 'offer', mayAsk: true });

    // One rule for app and website; in this version the website is not seen, and that is what is said.
    await journey.truthIs(lotte, 'tiktok', {
      native: 'stopped-after-start',
      store: 'stopped-after-start',
      portable: 'stopped-after-start',
      pwa: 'reported-only',
      web: 'blind',
    });
    const hit = await journey.event(lotte, 'hit');
    expect(hit).toMatchObject({ action: 'stopped', effect: 'block', account: 'lotte' });
    expect(await journey.foreignEvidence()).toEqual([]);
  });

  it('says so in Dutch, French and German', async () => {
    await using journey = await Journey.begin('flanders', '2023-03-10');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const lotte = await journey.pc({ unit: 'digitaal-vlaanderen', account: 'lotte', os: 'win32' });
    lotte.install(tiktok);
    expect(await lotte.canUse(tiktok)).toBe(false);
    const notice = await lotte.notice('block', 'tiktok');
    const dutch = read(notice, 'nl', journey.timeZone);
    expect(dutch).toContain('TikTok kan niet worden gebruikt op deze pc');
    expect(dutch).toContain('Waarom: Digitaal Vlaanderen blokkeert TikTok op alle dienst-pc’s');
    expect(dutch).toContain(
      'Beslist door Digitaal Vlaanderen op 9 maart 2023 (Adviezen over cyberbeveiliging van maart 2023).',
    );
    expect(dutch).toContain('Meer lezen: Centrum voor Cybersecurity België https://ccb.belgium.be/');
    expect(dutch).toContain('Neem contact op met Digitaal Vlaanderen, servicedesk@vlaanderen.example.');
    const french = read(notice, 'fr', journey.timeZone);
    expect(french).toContain('TikTok ne peut pas être utilisé sur cet ordinateur');
    expect(french).toContain('Digitaal Vlaanderen bloque TikTok sur tous les ordinateurs de service');
    expect(french).toContain('Décidé par Digitaal Vlaanderen le 9 mars 2023');
    expect(french).toContain('Centre pour la Cybersécurité Belgique https://ccb.belgium.be/');
    const german = read(notice, 'de', journey.timeZone);
    expect(german).toContain('TikTok kann auf diesem PC nicht genutzt werden');
    expect(german).toContain('Digitaal Vlaanderen sperrt TikTok auf allen dienstlichen Computern');
    expect(german).toContain('Entschieden von Digitaal Vlaanderen am 9. März 2023');
  });

  it('advises bodies with their own IT: informed until they adopt it, milder or not, or decline', async () => {
    await using journey = await Journey.begin('flanders', '2023-03-15');
    const first = await journey.publish();
    const app = { stad: tiktokFromTheStore(), gemeente: tiktokFromTheStore(), stil: tiktokFromTheStore() };
    const pcIn = (unit: string, account: string, program: ReturnType<typeof tiktokFromTheStore>) =>
      journey.pc({ unit, account, os: 'win32' }).then((pc) => {
        pc.install(program);
        return pc;
      });
    const [stad, gemeente, stil] = await Promise.all([
      pcIn('voorbeeldstad', 'an', app.stad),
      pcIn('voorbeeldgemeente', 'bo', app.gemeente),
      pcIn('stille-gemeente', 'cis', app.stil),
    ]);

    expect(await stad.canUse(app.stad)).toBe(false);
    expect(stad.ban('tiktok-advies')).toMatchObject({ effect: 'block', reason: 'blocked' });
    expect(await gemeente.canUse(app.gemeente)).toBe(true);
    expect(gemeente.ban('tiktok-advies')).toMatchObject({ effect: 'warn', reason: 'warned' });
    expect(await stil.canUse(app.stil)).toBe(true);
    expect(stil.ban('tiktok-advies')).toMatchObject({ effect: 'inform', reason: 'recommended' });
    // The ban of the shared network is none of theirs.
    expect(stad.ban('tiktok')).toBeUndefined();

    const advice = await stil.notice('inform', 'tiktok-advies');
    expect(read(advice, 'nl', journey.timeZone)).toContain(
      'Digitaal Vlaanderen raadt besturen met eigen IT sterk aan om TikTok te blokkeren, of hun personeel te vragen de app te verwijderen.',
    );
    expect(read(advice, 'de', journey.timeZone)).toContain(
      'Entschieden von Digitaal Vlaanderen am 9. März 2023 nach dieser Empfehlung:',
    );
    await stil.sees(advice);
    await gemeente.sees(await gemeente.notice('warn', 'tiktok-advies'));
    await journey.event(gemeente, 'hit', ({ action }) => action === 'warned');
    await journey.allSent(stil);
    expect(await journey.hits(stil)).toEqual([]);

    const adopted = answerOf(
      'stille-gemeente',
      '  - ban: tiktok-advies\n    as: adopted\n    reason: De gemeente volgt het advies.\n',
    );
    const second = await journey.publish([...journey.policyFiles(), adopted]);
    expect(second).toBeGreaterThan(first);
    await stil.applies(second);
    expect(await stil.canUse(app.stil)).toBe(false);

    const declined = answerOf(
      'stille-gemeente',
      '  - ban: tiktok-advies\n    as: declined\n    reason: De gemeente gebruikt TikTok voor jongerenwerk.\n',
    );
    await stil.applies(await journey.publish([...journey.policyFiles(), declined]));
    expect(stil.ban('tiktok-advies')).toMatchObject({ effect: 'none', reason: 'declined' });
    expect(await stil.canUse(app.stil)).toBe(true);
    const { files } = await journey.server.must('getPolicy', { query: {} });
    expect(files.map(({ text }) => text).join()).toContain('jongerenwerk');
  });

  it('keeps a body on the shared network from weakening what holds for it', async () => {
    await using journey = await Journey.begin('flanders', '2023-03-15');
    const weaker = answerOf(
      'voorbeeldagentschap',
      '  - ban: tiktok\n    as: adopted\n    effect: inform\n    reason: Wij willen het milder.\n',
    );
    const answer = await journey.tryToPublish([...journey.policyFiles(), weaker]);
    const faults = 'problem' in answer ? (answer.problem.faults ?? []) : [];
    expect(faults).toMatchObject([{ file: 'policy-voorbeeldagentschap.yaml', line: 5 }]);
    expect(faults[0]?.message).toBe('`tiktok` is mandatory: it can be neither changed nor declined here');
  });

  it('makes everybody aware, and hears that it was read, though never from a private PC', async () => {
    await using journey = await Journey.begin('flanders', '2023-03-15');
    await journey.publish();
    const pcs = await Promise.all(
      (['dedicated', 'private'] as const).map((kind) =>
        journey.pc({ unit: 'digitaal-vlaanderen', account: kind, class: kind, has: [tiktokWebApp()] }),
      ),
    );
    for (const pc of pcs) {
      const notice = await pc.notice('inform', 'tiktok-bewust');
      expect(read(notice, 'fr', journey.timeZone)).toContain(
        'Il est important que tous les membres du personnel soient conscients des risques',
      );
      await pc.acknowledges(notice);
      // Reading it twice is told once.
      await pc.acknowledges(notice);
      await journey.allSent(pc);
    }
    const [dedicated, own] = await Promise.all(pcs.map((pc) => journey.events(pc)));
    expect(dedicated).toMatchObject([{ type: 'acknowledged', ban: 'tiktok-bewust', notice: 'inform' }]);
    expect(dedicated?.[0]).not.toHaveProperty('account');
    expect(own).toEqual([]);
  });
});
