import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confidences, type Confidence } from '#policy/evidence.ts';
import { appJsonSchema, type App } from '#catalogue/app.ts';
import { checkApp } from '#catalogue/check-app.ts';
import { appFiles } from '#catalogue/apps.ts';
import { builtInApps } from '#catalogue/load.ts';

const folder = new URL('../../src/catalogue/data/', import.meta.url);
const apps = builtInApps();
const collected = apps.filter((app) => !app.id.startsWith('portvakt-'));
const byId = new Map(apps.map((app) => [app.id, app]));

/** As collected: 976 identifiers. */
const collectedCounts = { primary: 375, secondary: 149, computed: 26, unverified: 426 };

/** Entries of the collection that named several values in one sentence, and the values they became. */
const splits: readonly { app: string; confidence: Confidence; became: readonly string[] }[] = [
  {
    app: 'tiktok',
    confidence: 'unverified',
    became: ['https://www.tiktok.com/?lang=*', 'https://www.tiktok.com/foryou'],
  },
  { app: 'telegram', confidence: 'primary', became: ['tdata', '**\\Telegram\\Telegram.exe'] },
  { app: 'telegram', confidence: 'unverified', became: ['~/Telegram/Telegram', '/opt/Telegram/Telegram'] },
  {
    app: 'snapchat',
    confidence: 'unverified',
    became: ['https://www.snapchat.com/web', 'https://web.snapchat.com/'],
  },
  {
    app: 'discord',
    confidence: 'secondary',
    became: ['%LocalAppData%\\Discord\\Update.exe', '%LocalAppData%\\Discord\\app-*\\Discord.exe'],
  },
];

/** Identifiers found after the collection. */
const additions: readonly { app: string; confidence: Confidence; value: string }[] = [
  { app: 'telegram', confidence: 'primary', value: 'org.telegram.desktop' },
  { app: 'telegram', confidence: 'secondary', value: 'userapp-Telegram Desktop-*.desktop' },
  { app: 'telegram', confidence: 'secondary', value: 'appimagekit_*-Telegram_Desktop.desktop' },
  { app: 'tiktok', confidence: 'secondary', value: 'BytedancePte.Ltd.TikTok' },
];

const claimsOf = ({
  identifiers,
  web,
  network,
  uninstall,
  hints,
}: App): readonly { confidence: Confidence }[] => [
  ...identifiers,
  ...(web?.domains ?? []),
  ...(web?.hosts ?? []),
  ...(web?.doNotBlock ?? []),
  ...(network?.ipRanges ?? []),
  ...(network?.asn ?? []),
  ...(uninstall ?? []),
  ...(hints ?? []),
];

describe('catalogue data', () => {
  it('lists every data file once, under the id it holds', () => {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length));
    expect(apps.map((app) => app.id).toSorted()).toEqual(files.toSorted());
  });

  it('has the 34 collected apps and our own test program', () => {
    expect(collected).toHaveLength(34);
    expect(byId.get('portvakt-canary')?.name).toBe('Portvakt test program (harmless)');
  });

  it('passes the check that entries from outside must pass', () => {
    for (const file of appFiles) expect(checkApp(file)).toMatchObject({ ok: true });
  });

  it('keeps every collected identifier with its confidence', () => {
    const counts: Record<Confidence, number> = { primary: 0, secondary: 0, computed: 0, unverified: 0 };
    for (const { confidence } of collected.flatMap(claimsOf)) counts[confidence] += 1;
    for (const { confidence, became } of splits) counts[confidence] -= became.length - 1;
    for (const { confidence } of additions) counts[confidence] -= 1;
    expect(counts).toEqual(collectedCounts);
    expect(confidences.reduce((sum, level) => sum + counts[level], 0)).toBe(976);
  });

  it('has the values into which entries were split and those that were added', () => {
    const wanted = [
      ...splits.flatMap(({ app, confidence, became }) => became.map((value) => ({ app, confidence, value }))),
      ...additions,
    ];
    for (const { app, confidence, value } of wanted) {
      expect(byId.get(app)?.identifiers).toContainEqual(expect.objectContaining({ value, confidence }));
    }
  });

  it('keeps all that is not compared: web, networks, advice, uninstall texts', () => {
    const count = (list: (app: App) => readonly unknown[] | undefined): number =>
      collected.reduce((sum, app) => sum + (list(app)?.length ?? 0), 0);
    expect([
      count((app) => app.web?.domains),
      count((app) => app.web?.hosts),
      count((app) => app.web?.doNotBlock),
      count((app) => app.web?.neverBlock),
      count((app) => app.network?.ipRanges),
      count((app) => app.network?.asn),
      count((app) => app.advice),
      count((app) => app.uninstall),
    ]).toEqual([138, 57, 47, 91, 14, 7, 69, 78]);
  });

  it('keeps prose out of the values that are compared', () => {
    const kinds: readonly string[] = ['exe-path', 'exe-name', 'data-folder'];
    const prose = apps
      .flatMap(({ identifiers }) => identifiers)
      .filter(({ kind, value }) => kinds.includes(kind) && / or |<|>|…|\((?!x86\))|; /.test(value));
    expect(prose).toEqual([]);
  });

  it('marks as a fork every other Telegram client', () => {
    expect(
      apps
        .filter((app) => app.forkOf !== undefined)
        .map((app) => app.id)
        .toSorted(),
    ).toEqual(['64gram', 'ayugram', 'kotatogram', 'nicegram', 'telegram-forks-other', 'unigram']);
  });

  it('names the data that a Telegram removal destroys', () => {
    expect(byId.get('telegram')?.data).toContainEqual(
      expect.objectContaining({ place: '%AppData%\\Telegram Desktop\\tdata', fate: 'destroyed' }),
    );
  });

  it('is published as plain JSON Schema', () => {
    const schema = appJsonSchema();
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: expect.arrayContaining(['id', 'identifiers', 'sources']),
    });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
