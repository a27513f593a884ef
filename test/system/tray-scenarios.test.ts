import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '#locales/language.ts';
import { noticeWords } from '#locales/notice-words.ts';
import { toastWords } from '#locales/toast-words.ts';
import type { Notice } from '#protocol/notice.ts';
import { Journey } from '#test/journeys/journey.ts';
import {
  telegramFlatpak,
  telegramFromDebian,
  telegramOnWindows,
  tiktokFromTheStore,
  type Program,
} from '#test/journeys/programs.ts';
import type { Scenario } from '#test/journeys/scenarios/read-scenario.ts';
import { until } from '#test/kit/system-under-test.ts';
import { startDesktop, type Desktop } from '#test/kit/tray-desktop.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { TrayUnderTest } from '#test/kit/tray-under-test.ts';

type Telling = {
  readonly scenario: Scenario;
  readonly day: string;
  readonly unit: string;
  readonly program: Program;
  readonly os: 'linux' | 'win32';
  readonly ban: string;
  readonly kind: Notice['kind'];
  /** Found after the ban came: opened, and stopped. */
  readonly opened?: true;
  readonly languages: readonly (readonly [Language, string])[];
  /** What must stand in the window, whatever the language: who decided it, and what to read. */
  readonly decidedBy: string;
  readonly reading: string;
};

/** The five decisions, as the people whom they concern were told of them. */
const tellings: readonly Telling[] = [
  {
    scenario: 'aalborg',
    day: '2023-03-22',
    unit: 'skoler',
    program: tiktokFromTheStore(),
    os: 'win32',
    ban: 'tiktok',
    kind: 'warn',
    languages: [['da', 'Økonomiudvalget har besluttet, at TikTok ikke skal bruges']],
    decidedBy: 'Økonomiudvalget ved borgmester Thomas Kastrup-Larsen',
    reading: 'https://www.cfcs.dk/',
  },
  {
    scenario: 'halden',
    day: '2023-03-27',
    unit: 'helse',
    program: telegramFromDebian(),
    os: 'linux',
    ban: 'telegram',
    kind: 'warn',
    languages: [['nb', 'Halden kommune følger anbefalingen fra Nasjonal sikkerhetsmyndighet.']],
    decidedBy: 'Kommunedirektør Roar Vevelstad',
    reading: 'https://nsm.no/',
  },
  {
    scenario: 'lillestrom',
    day: '2023-03-24',
    unit: 'oppvekst',
    program: telegramOnWindows('siv'),
    os: 'win32',
    ban: 'telegram',
    kind: 'warn',
    languages: [['nb', 'Er Telegram installert i dag, skal appen avinstalleres.']],
    decidedBy: 'Digitaliseringsdirektør Torbjørn Pedersen',
    reading: 'https://nsm.no/',
  },
  {
    scenario: 'flanders',
    day: '2023-03-10',
    unit: 'digitaal-vlaanderen',
    program: tiktokFromTheStore(),
    os: 'win32',
    ban: 'tiktok',
    kind: 'block',
    opened: true,
    languages: [
      ['nl', 'Digitaal Vlaanderen blokkeert TikTok op alle dienst-pc’s'],
      ['fr', 'TikTok'],
      ['de', 'TikTok'],
    ],
    decidedBy: 'Digitaal Vlaanderen',
    reading: 'https://ccb.belgium.be/',
  },
  {
    scenario: 'norway',
    day: '2023-03-22',
    unit: 'fd',
    program: telegramFlatpak('liv'),
    os: 'linux',
    ban: 'telegram',
    kind: 'inform',
    languages: [
      ['nb', 'Nasjonal sikkerhetsmyndighet vurderer at Telegram, som har russisk opprinnelse,'],
      ['nn', 'Nasjonalt tryggingsorgan vurderer at Telegram, som har russisk opphav,'],
    ],
    decidedBy: 'Justis- og beredskapsminister Emilie Enger Mehl',
    reading: 'https://nsm.no/',
  },
];

let desktop: Desktop;

describe.runIf(canStartTray('the five decisions in the tray'))('the five decisions in the tray', () => {
  beforeAll(async () => {
    desktop = await startDesktop();
  });
  afterAll(() => desktop[Symbol.asyncDispose]());

  it.each(tellings)(
    '$scenario: who decided, why and what to read, in the language of the place',
    async (telling) => {
      const { ban, day, kind, languages, os, program, scenario, unit } = telling;
      await using journey = await Journey.begin(scenario, day);
      await journey.publish();
      const opened = telling.opened === true;
      const pc = await journey.pc({ unit, account: 'person', os, ...(opened ? {} : { has: [program] }) });
      if (opened) {
        pc.install(program);
        expect(await pc.canUse(program)).toBe(false);
      }
      const notice = await pc.notice(kind, ban);
      const [first] = languages;
      const language = first?.[0] ?? 'en';
      const person = { language, timeZone: journey.timeZone };
      const since = desktop.notifications.notified.length;
      await using tray = await TrayUnderTest.start({
        desktop,
        run: pc.run,
        locale: `${language}_XX.UTF-8`,
        env: { TZ: journey.timeZone },
      });

      const title = toastWords(person, notice, journey.clock.now()).title;
      const toast = await until(`the notification \u201c${title}\u201d`, () =>
        desktop.notifications.notified.slice(since).find((one) => one.title === title),
      );
      expect(toast.body).not.toBe('');
      await until(
        'the agent to know that it was shown',
        async () => (await pc.notices()).some(({ id, shown }) => id === notice.id && shown > 0) || undefined,
      );

      desktop.notifications.click(toast.id);
      const page = await tray.window();
      // The scenario is of 2023: what of a notice is still to come depends on the day.
      await page.evaluate((now) => {
        Date.now = () => now;
      }, journey.clock.now());
      for (const [spoken, why] of languages) {
        const view = { page: 'notice', notice: notice.id } as const;
        // A page of its own in between, so that the notice is drawn anew on that day.
        await page.evaluate(() => window.portvakt.go({ view: { page: 'settings' } }));
        await page.locator('nav').waitFor();
        await page.evaluate((to) => window.portvakt.choose({ language: to }), spoken);
        await page.evaluate((to) => window.portvakt.go({ view: to }), view);
        const words = noticeWords({ ...person, language: spoken }, notice, journey.clock.now());
        await page.locator('h1', { hasText: words.title }).waitFor();
        const shown = await page.locator('main').innerText();
        for (const part of [words.body, why, words.why ?? why, words.who, words.contact, ...words.whatToDo])
          expect(shown, spoken).toContain(part);
        if (words.until !== undefined) expect(shown).toContain(words.until);
        expect(words.who).toContain(telling.decidedBy);
        expect(await page.locator(`a[href^="${telling.reading}"]`).count()).toBeGreaterThan(0);
      }
    },
  );
});
