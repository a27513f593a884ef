import { describe, expect, it } from 'vitest';
import { reasonText } from '#locales/reason.ts';
import { call } from '#test/kit/server-in-test.ts';
import { Journey } from './journey.ts';
import {
  facebookWebApp,
  instagramWebApp,
  snapchatFromTheStore,
  telegramFlatpak,
  telegramOnWindows,
  tiktokFromTheStore,
} from './programs.ts';
import { until } from './until.ts';
import { read } from './words.ts';

describe('Norway: a ministry advises, and the bodies below answer', () => {
  it('informs where nobody has answered, with the minister’s words, in Bokmål and Nynorsk', async () => {
    await using journey = await Journey.begin('norway', '2023-03-22');
    await journey.publish();
    const telegram = telegramFlatpak('liv');
    const liv = await journey.pc({ unit: 'fd', account: 'liv', has: [telegram] });
    const notice = await liv.notice('inform', 'telegram');
    const bokmål = read(notice, 'nb', journey.timeZone);
    expect(bokmål).toContain(
      'Nasjonal sikkerhetsmyndighet vurderer at Telegram, som har russisk opprinnelse,',
    );
    expect(bokmål).toContain(
      'Besluttet av Justis- og beredskapsminister Emilie Enger Mehl 21. mars 2023 etter dette rådet: NSMs vurdering av TikTok og Telegram, brev til departementene.',
    );
    expect(bokmål).toContain('bruk en egen enhet som ikke er tilknyttet virksomhetens digitale systemer.');
    expect(bokmål).toContain('Les mer: Nasjonal sikkerhetsmyndighet https://nsm.no/');
    const nynorsk = read(notice, 'nn', journey.timeZone);
    expect(nynorsk).toContain('Greitt å vite om Telegram');
    expect(nynorsk).toContain('Nasjonalt tryggingsorgan vurderer at Telegram, som har russisk opphav,');
    expect(nynorsk).toContain('Vedteke av Justis- og beredskapsminister Emilie Enger Mehl 21. mars 2023');
    expect(nynorsk).toContain('bruk ei eiga eining som ikkje er knytt til dei digitale systema');

    expect(liv.ban('telegram')).toMatchObject({ effect: 'inform', reason: 'recommended' });
    const named = {
      app: 'Telegram',
      organisation: 'Departementene',
      unit: 'Forsvarsdepartementet',
      ban: 'telegram',
    };
    expect(reasonText('nb', 'recommended', named)).toBe(
      'Departementene fraråder Telegram; Forsvarsdepartementet har ennå ikke sagt om rådet følges.',
    );
    expect(await liv.canUse(telegram)).toBe(true);
    await liv.sees(notice);
    await journey.allSent(liv);
    expect(await journey.hits(liv)).toEqual([]);
  });

  it('binds the bodies below a ministry that adopts; one body declines, with a reason', async () => {
    await using journey = await Journey.begin('norway', '2023-04-03');
    await journey.publish();
    const tiktok = { below: tiktokFromTheStore(), other: tiktokFromTheStore() };
    const telegram = telegramOnWindows('tor');
    const eva = await journey.pc({ unit: 'eksempeldirektoratet', account: 'eva', os: 'win32' });
    const tor = await journey.pc({ unit: 'eksempeltilsynet', account: 'tor', os: 'win32' });
    eva.install(tiktok.below);
    tor.install(tiktok.other);
    tor.install(telegram);

    expect(await eva.canUse(tiktok.below)).toBe(false);
    expect(eva.ban('tiktok')).toMatchObject({ effect: 'block', reason: 'blocked' });
    expect(await tor.canUse(tiktok.other)).toBe(true);
    expect(tor.ban('tiktok')).toMatchObject({ effect: 'warn', reason: 'warned' });
    expect(await tor.canUse(telegram)).toBe(true);
    expect(tor.ban('telegram')).toMatchObject({ effect: 'none', reason: 'declined' });
    expect((await tor.notices()).filter(({ ban }) => ban === 'telegram')).toEqual([]);
    const { files } = await journey.server.must('getPolicy', { query: {} });
    expect(files.find(({ name }) => name.includes('eksempeltilsynet'))?.text).toContain(
      'Tilsynet tar imot tips fra utlandet på Telegram',
    );

    // A body below cannot become milder than the ministry that adopted for it.
    const milder = journey.policyFiles().map(({ name, text }) => ({
      name,
      text: name.includes('eksempeldirektoratet')
        ? `${text}adoptions:\n  - ban: tiktok\n    as: adopted\n    effect: inform\n    reason: Direktoratet vil ha det mildere.\n`
        : text,
    }));
    await eva.applies(await journey.publish(milder));
    expect(await eva.canUse(tiktok.below)).toBe(false);
    await eva.sees(await eva.notice('block', 'tiktok'));
    expect(await journey.event(eva, 'hit')).toMatchObject({ ban: 'tiktok', action: 'stopped' });
    expect(await journey.foreignEvidence()).toEqual([]);
  });

  it('informs once about Facebook, Instagram and Snapchat: no block, no report; stricter below on top', async () => {
    await using journey = await Journey.begin('norway', '2023-04-12');
    await journey.publish();
    const apps = [facebookWebApp(), instagramWebApp(), snapchatFromTheStore()];
    const snapchat = snapchatFromTheStore();
    const liv = await journey.pc({ unit: 'kud', account: 'liv', os: 'win32', has: apps });
    const eva = await journey.pc({
      unit: 'eksempeldirektoratet',
      account: 'eva',
      os: 'win32',
      has: [snapchat],
    });
    for (const id of ['facebook', 'instagram', 'snapchat']) {
      const notice = await liv.notice('inform', id);
      expect(read(notice, 'nb', journey.timeZone)).toContain(
        'Ha et bevisst forhold til hvilken informasjon du deler, og til innstillingene du har.',
      );
      expect(read(notice, 'nn', journey.timeZone)).toContain(
        'Ha eit medvite forhold til kva informasjon du deler',
      );
      await liv.sees(notice);
    }
    const warned = await eva.notice('warn', 'snapchat-direktoratet');
    expect(read(warned, 'nb', journey.timeZone)).toContain('Besluttet av Direktøren i Eksempeldirektoratet');

    await journey.workUntil('2023-04-20');
    for (const app of apps.slice(2)) expect(await liv.canUse(app)).toBe(true);
    expect((await liv.notices()).map(({ kind, times }) => `${kind} ${times}`)).toEqual([
      'inform 1',
      'inform 1',
      'inform 1',
    ]);
    await journey.allSent(liv);
    expect(await journey.hits(liv)).toEqual([]);
    expect(liv.ends).toEqual([]);

    expect(await eva.canUse(snapchat)).toBe(true);
    await eva.sees(warned);
    expect(await journey.event(eva, 'hit')).toMatchObject({ ban: 'snapchat-direktoratet', effect: 'warn' });
    // Nobody below is milder: the mandatory information can be neither changed nor declined.
    const answer = await journey.tryToPublish([
      ...journey.policyFiles(),
      {
        name: 'policy-kud.yaml',
        text: 'portvakt: policy/1\nunit: kud\nbans: []\nadoptions:\n  - ban: facebook\n    as: declined\n    reason: Vi trenger det ikke.\n',
      },
    ]);
    const faults = 'problem' in answer ? (answer.problem.faults ?? []) : [];
    expect(faults[0]).toMatchObject({ file: 'policy-kud.yaml', line: 5 });
  });

  it('meets a duty need on a separate device, granted by the body’s own IT, for a limited time', async () => {
    await using journey = await Journey.begin('norway', '2023-04-12');
    await journey.publish();
    const tiktok = tiktokFromTheStore();
    const unit = 'eksempeldirektoratet';
    const eva = await journey.pc({ unit, account: 'eva', os: 'win32', class: 'dedicated' });
    const jon = await journey.pc({ unit, account: 'jon', os: 'win32' });
    eva.install(tiktok);
    expect(await eva.canUse(tiktok)).toBe(false);

    const { apiUrl } = journey.server;
    const ownIt = await journey.operator('direktoratets it', unit);
    const foreignIt = await journey.operator('en annens it', 'kud');
    const from = journey.clock.now();
    const wish = { ban: 'tiktok', purpose: 'tilsyn med markedsføring', from, until: from + 20 * 86_400_000 };
    const grant = (token: string, device: string) =>
      call(apiUrl, token, 'grantExemption', { body: { ...wish, device } });
    const forbidden = { problem: { type: 'urn:portvakt:problem:terms-forbid' } };
    // Of a PC outside its unit an operator does not even learn that it is there.
    const unheardOf = { problem: { type: 'urn:portvakt:problem:not-found' } };
    expect(await grant(foreignIt, eva.id)).toMatchObject(unheardOf);
    expect(await grant(ownIt, jon.id)).toMatchObject(forbidden);
    expect(await jon.asks('tiktok', 'tilsyn', 20)).toBe('asking-not-allowed');
    expect(await grant(ownIt, eva.id)).toMatchObject({ body: { state: 'approved' } });
    await until('it is exempt', () => eva.ban('tiktok')?.exemptUntil);
    expect(await eva.canUse(tiktok)).toBe(true);

    await journey.moveTo(wish.until - 3_600_000);
    expect(await eva.canUse(tiktok)).toBe(true);
    await journey.moveTo(wish.until + 60_000);
    expect(await eva.canUse(tiktok)).toBe(false);
  });
});
