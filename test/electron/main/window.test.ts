import { describe, expect, it, vi } from 'vitest';
import { personsLanguage } from '#electron/main/language.ts';
import { panelOf } from '#electron/main/panel.ts';
import { answerTo, type Verbs } from '#electron/main/window-answer.ts';
import { contentSecurityPolicy, fileFor, isOwn, servedFiles } from '#electron/main/window-files.ts';
import { zoomAfter } from '#electron/main/zoom.ts';
import { windowVerbNames, type WindowVerb } from '#protocol/tray-window-channels.ts';
import { idOf } from './notices.ts';

const files = servedFiles('["app.js","index.html","inter.woff2"]');

describe('the window’s files', () => {
  it.each([
    ['portvakt://tray/', 'index.html'],
    ['portvakt://tray/index.html', 'index.html'],
    ['portvakt://tray/app.js?x=1#y', 'app.js'],
    ['portvakt://tray/inter.woff2', 'inter.woff2'],
    ['portvakt://tray/../main.js', undefined],
    ['portvakt://tray/%2e%2e/main.js', undefined],
    ['portvakt://tray/..%2fmain.js', undefined],
    ['portvakt://tray//etc/passwd', undefined],
    ['portvakt://tray/files.json', undefined],
    ['portvakt://tray/__proto__', undefined],
    ['portvakt://other/index.html', undefined],
    ['https://tray/index.html', undefined],
    ['nonsense', undefined],
  ])('%s is %s', (address, name) => {
    expect(fileFor(address, files)?.name).toBe(name);
  });

  it('are a list of plain names, or the program does not start', () => {
    for (const list of ['[]', '["../main.js"]', '["a/b.js"]', '{}', '[1]', 'x'])
      expect(() => servedFiles(list)).toThrow(/damaged|JSON/);
  });

  it('may load nothing but themselves', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; /);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('are all that is ever asked for', () => {
    expect(isOwn('portvakt://tray/app.js', true)).toBe(true);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'portvakt://tray.example.org/',
      'portvakt://traya/',
      'devtools://devtools/x',
    ])
      expect(isOwn(url, true)).toBe(false);
    expect(isOwn('devtools://devtools/x', false)).toBe(true);
  });
});

/** Every verb answers with what it was told. */
const echo = Object.fromEntries(
  windowVerbNames.map((verb) => [
    verb,
    (argument: unknown) => Promise.resolve({ ok: true, value: argument }),
  ]),
) as unknown as Verbs;

describe('what the window says', () => {
  it.each<[WindowVerb, unknown]>([
    ['load', {}],
    ['go', { view: { page: 'notice', notice: idOf(1) } }],
    ['go', { view: { page: 'ask', ban: 'telegram' } }],
    ['acknowledge', { notice: idOf(1) }],
    ['remind', { notice: idOf(1), when: 'tomorrow' }],
    ['ask', { ban: 'telegram', purpose: 'work', days: 3, device: 'this-pc' }],
    ['ledger', { before: 7 }],
    ['choose', { language: 'nn' }],
  ])('%s %j is heard', async (verb, argument) => {
    expect(await answerTo(echo, verb, [argument])).toEqual({ ok: true, value: argument });
  });

  it.each<[WindowVerb, readonly unknown[]]>([
    ['load', []],
    ['load', [undefined]],
    ['load', [{ more: 1 }]],
    ['load', [{}, {}]],
    ['go', [{ view: { page: 'elsewhere' } }]],
    ['go', [{ view: { page: 'notice', notice: '../x' } }]],
    ['acknowledge', [{ notice: idOf(1), account: 'berit' }]],
    ['remind', [{ notice: idOf(1), when: 'never' }]],
    ['ask', [{ ban: 'telegram', purpose: 'work', days: 0, device: 'this-pc' }]],
    ['ask', [{ ban: 'telegram', purpose: 'x'.repeat(301), days: 3, device: 'this-pc' }]],
    ['remove', [{ ban: 'telegram', item: '/etc/passwd' }]],
    ['choose', [{ language: 'xx' }]],
    ['choose', [{ seenHints: [1] }]],
    ['read', [{ url: '' }]],
  ])('%s %j is malformed', async (verb, given) => {
    expect(await answerTo(echo, verb, given)).toEqual({ ok: false, fault: 'malformed' });
  });

  it('never makes anything throw, and is told nothing of a fault inside', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const broken = { ...echo, load: () => Promise.reject(new Error('/home/anna/secret')) } as Verbs;
    expect(await answerTo(broken, 'load', [{}])).toEqual({ ok: false, fault: 'internal-fault' });
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });
});

describe('what the person’s desktop says', () => {
  it.each([
    ['de', { LC_ALL: 'nb_NO.UTF-8' }, ['fr'], 'de'],
    ['system', { LC_ALL: 'nn_NO.UTF-8', LANG: 'fr_FR.UTF-8' }, ['fr'], 'nn'],
    ['system', { LANG: 'nl_BE.UTF-8' }, ['fr'], 'nl'],
    ['system', {}, ['sv-SE', 'en'], 'sv'],
    ['system', { LANG: '' }, ['is', 'da'], 'da'],
    ['system', { LANG: 'C.UTF-8' }, ['fr'], 'en'],
  ] as const)('chosen %s, in %j and %j: the language %s', (choice, env, preferred, language) => {
    expect(personsLanguage(choice, env, preferred)).toBe(language);
  });

  it.each([
    ['KDE', false, 'light'],
    ['KDE', true, 'dark'],
    ['ubuntu:GNOME', false, 'dark'],
    ['GNOME', true, 'dark'],
    [undefined, false, 'light'],
  ] as const)('%s with a dark theme %s: a %s panel', (desktop, dark, panel) => {
    expect(panelOf(desktop, dark)).toBe(panel);
  });
});

describe('the keys for larger and smaller', () => {
  const press = (key: string, now: number, more = {}): number | undefined =>
    zoomAfter({ type: 'keyDown', control: true, meta: false, key, ...more }, now);
  it.each([
    ['+', 1, 1.1],
    ['=', 1.75, 2],
    ['+', 3, 3],
    ['-', 1, 0.9],
    ['-', 0.75, 0.75],
    ['0', 2, 1],
    ['a', 1, undefined],
  ])('Ctrl %s at %s: %s', (key, now, zoom) => {
    expect(press(key, now)).toBe(zoom);
  });
  it('need Ctrl, and count when pressed', () => {
    expect(press('+', 1, { control: false })).toBeUndefined();
    expect(press('+', 1, { type: 'keyUp' })).toBeUndefined();
  });
});
