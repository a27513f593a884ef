import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import type { Page } from 'playwright-core';
import { describe, afterAll, beforeAll, expect, it } from 'vitest';
import { fuses } from '#electron/fuses.ts';
import { verbChannel, windowVerbNames } from '#protocol/tray-window-channels.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { everyKind } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';
import { top, until } from '#test/kit/system-under-test.ts';

const runs = canStartTray('hygiene of the tray');

/**
 * Electron's own security checklist (www.electronjs.org/docs/latest/tutorial/security), item by item, on the running
 * application. A server on this machine notes whether anything of the window ever reaches it.
 */
let stage: TrayStage;
let tray: TrayUnderTest;
let page: Page;
let outside: Server;
let url = '';
const reached: string[] = [];

type Preferences = Readonly<Record<string, unknown>>;
const preferences = (): Promise<Preferences> =>
  tray.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const last: unknown = Reflect.get(window?.webContents ?? {}, 'getLastWebPreferences');
    const value: unknown =
      typeof last === 'function' ? Reflect.apply(last, window?.webContents, []) : undefined;
    return { ...(typeof value === 'object' ? value : {}) };
  });
const address = (): Promise<string> => page.evaluate(() => window.location.href);

describe.runIf(runs)("Electron's security checklist, on the running tray", () => {
  beforeAll(async () => {
    outside = createServer((request, response) => {
      reached.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('x');
    });
    outside.listen(0, '127.0.0.1');
    await once(outside, 'listening');
    url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    stage = await openTrayStage();
    for (const notice of everyKind(Date.now())) stage.agent.post({ ...notice, news: false, shown: 1 });
    tray = await stage.start();
    await tray.startAgain();
    page = await tray.window();
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    outside?.close();
  });

  it('1: only content of its own: everything in the window came from portvakt://tray/', async () => {
    const loaded = await page.evaluate(() =>
      [...document.querySelectorAll('script, link, img, iframe, object, embed, source')].map((one) =>
        one instanceof HTMLLinkElement
          ? one.href
          : String(Reflect.get(one, 'src') ?? Reflect.get(one, 'data')),
      ),
    );
    expect(loaded.length).toBeGreaterThan(0);
    expect([await address(), ...loaded].filter((one) => !one.startsWith('portvakt://tray/'))).toEqual([]);
  });

  it('1: nothing outside can be reached, by any way that a page has', async () => {
    const tried = await page.evaluate(async (to) => {
      const outcome = async (what: () => Promise<unknown> | void): Promise<string> => {
        try {
          await what();
          return 'went through';
        } catch {
          return 'refused';
        }
      };
      const element = (name: string, key: string) => (): Promise<void> => {
        const one = document.createElement(name);
        const settled = new Promise<void>((resolve, reject) => {
          one.addEventListener('load', () => resolve());
          one.addEventListener('error', () => reject(new Error('refused')));
        });
        one.setAttribute(key, `${to}/${name}`);
        if (name === 'link') one.setAttribute('rel', 'stylesheet');
        document.body.append(one);
        return settled;
      };
      const socket = (): Promise<void> =>
        new Promise((resolve, reject) => {
          const one = new WebSocket(to.replace('http', 'ws'));
          one.addEventListener('open', () => resolve());
          one.addEventListener('error', () => reject(new Error('refused')));
        });
      const xhr = (): Promise<void> =>
        new Promise((resolve, reject) => {
          const one = new XMLHttpRequest();
          one.addEventListener('load', () => resolve());
          one.addEventListener('error', () => reject(new Error('refused')));
          one.open('GET', `${to}/xhr`);
          one.send();
        });
      const worker = (): void => {
        void new Worker(`${to}/worker`);
      };
      navigator.sendBeacon(`${to}/beacon`, 'x');
      return {
        fetch: await outcome(() => fetch(`${to}/fetch`)),
        fetchNoCors: await outcome(() => fetch(`${to}/no-cors`, { mode: 'no-cors' })),
        xhr: await outcome(xhr),
        socket: await outcome(socket),
        image: await outcome(element('img', 'src')),
        script: await outcome(element('script', 'src')),
        style: await outcome(element('link', 'href')),
        worker: await outcome(worker),
        import: await outcome(() => import(`${to}/module.js`)),
      };
    }, url);
    expect(new Set(Object.values(tried)), JSON.stringify(tried)).toEqual(new Set(['refused']));
    // The server would have noticed: it notices this test.
    await fetch(`${url}/from-the-test`);
    expect(reached.splice(0)).toEqual(['/from-the-test']);
  });

  it('2, 20: neither Node nor Electron is in the window; only the verbs are', async () => {
    const found = await page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      bridge: Object.keys(window.portvakt).toSorted(),
      frozen: Object.isFrozen(window.portvakt),
    }));
    expect(found.globals).toEqual([]);
    expect(found.bridge).toEqual([...windowVerbNames, 'onState'].toSorted());
    expect(await preferences()).toMatchObject({ nodeIntegration: false });
    const { nodeIntegrationInWorker, nodeIntegrationInSubFrames } = await preferences();
    expect([nodeIntegrationInWorker, nodeIntegrationInSubFrames]).not.toContain(true);
  });

  it('3, 4, 6, 8: context isolation, sandbox and web security are on, insecure content is off', async () => {
    const set = await preferences();
    expect(set).toMatchObject({ contextIsolation: true, sandbox: true });
    expect(set['webSecurity']).not.toBe(false);
    expect(set['allowRunningInsecureContent']).not.toBe(true);
  });

  it('5: every permission is denied, whether asked for or looked up', async () => {
    const answers = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
      const states: string[] = [];
      for (const name of names) {
        const state = await navigator.permissions.query({ name: name as PermissionName });
        states.push(state.state);
      }
      const media = await navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then(
        () => 'granted',
        () => 'denied',
      );
      const place = await new Promise<string>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        );
      });
      return [...states, media, place, await Notification.requestPermission()];
    });
    expect(new Set(answers)).toEqual(new Set(['denied']));
  });

  it('7: a content security policy stands in the header and allows nothing inline and nothing foreign', async () => {
    const policy = await tray.app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const answer = await window?.webContents.session.fetch('portvakt://tray/index.html');
      return answer?.headers.get('content-security-policy') ?? '';
    });
    const directives = new Map(
      policy
        .split(';')
        .map((part) => part.trim().split(/\s+/u))
        .map(([name = '', ...sources]) => [name, sources.join(' ')]),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('base-uri')).toBe("'none'");
    expect(directives.get('form-action')).toBe("'none'");
    expect(directives.get('frame-ancestors')).toBe("'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|wasm/u);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "inline ran"';
      document.body.append(script);
      return document.title;
    });
    expect(ran).not.toBe('inline ran');
  });

  it('9, 10: no experimental features and no switched-on Blink features', async () => {
    const { experimentalFeatures, enableBlinkFeatures } = await preferences();
    expect(experimentalFeatures).not.toBe(true);
    expect(enableBlinkFeatures ?? '').toBe('');
  });

  it('11, 12: no webview can be made', async () => {
    const { webviewTag } = await preferences();
    expect(webviewTag).not.toBe(true);
    const before = await tray.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    await page.evaluate((to) => {
      const view = document.createElement('webview');
      view.setAttribute('src', to);
      view.setAttribute('allowpopups', '');
      document.body.append(view);
    }, url);
    expect(await tray.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(before);
    expect(reached).toEqual([]);
  });

  it('13: the window goes nowhere else', async () => {
    const before = await address();
    await tray.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const seen: boolean[] = [];
      Reflect.set(globalThis, 'navigations', seen);
      // Registered after the application's own listener, so it sees what that one decided.
      const note = (event: { readonly defaultPrevented: boolean }): void =>
        void seen.push(event.defaultPrevented);
      window?.webContents.on('will-navigate', note);
      window?.webContents.on('will-frame-navigate', note);
      window?.webContents.on('did-navigate', () => void seen.push(false));
    });
    const targets = [url, 'https://example.org/', 'file:///etc/passwd', 'portvakt://tray/other.html'];
    for (const target of targets) {
      await page.evaluate((to) => {
        window.location.href = to;
      }, target);
      expect(await address()).toBe(before);
    }
    const decided = await until('the attempts to be decided', async () => {
      const seen = await tray.app.evaluate(() => [...(Reflect.get(globalThis, 'navigations') as boolean[])]);
      return seen.length > 0 ? seen : undefined;
    });
    expect(decided).not.toContain(false);
    await page.evaluate((to) => {
      const form = document.createElement('form');
      form.action = `${to}/form`;
      document.body.append(form);
      form.submit();
    }, url);
    expect(await address()).toBe(before);
    expect(reached).toEqual([]);
  });

  it('14: no further window opens', async () => {
    const opened = await page.evaluate(
      (to) => [to, 'about:blank', 'portvakt://tray/index.html'].map((one) => window.open(one) === null),
      url,
    );
    expect(opened).toEqual([true, true, true]);
    expect(await tray.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(reached).toEqual([]);
  });

  it('15: the browser opens a link of a notice at hand and nothing else', async () => {
    await tray.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'opened', opened);
      Reflect.set(shell, 'openExternal', (to: string) => {
        opened.push(to);
        return Promise.resolve();
      });
    });
    const link = 'https://www.example.org/telegram';
    const foreign = [
      'https://www.example.org/other',
      `${link}?x`,
      `${link} `,
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://host/share',
      url,
    ];
    for (const one of foreign)
      expect(await page.evaluate((to) => window.portvakt.read({ url: to }), one), one).toMatchObject({
        ok: false,
      });
    expect(await page.evaluate((to) => window.portvakt.read({ url: to }), link)).toMatchObject({
      ok: true,
    });
    expect(await tray.app.evaluate(() => Reflect.get(globalThis, 'opened') as string[])).toEqual([link]);
  });

  it('16: Electron is pinned to one exact version', () => {
    const manifest = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as {
      devDependencies: Readonly<Record<string, string>>;
    };
    expect(manifest.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/u);
    expect(Number.parseInt(manifest.devDependencies['electron'] ?? '0', 10)).toBeGreaterThanOrEqual(45);
  });

  it('17: only the known channels are answered, and only to the window itself', async () => {
    const channels = await tray.app.evaluate(({ ipcMain }) => {
      const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
      return {
        invoked: handlers instanceof Map ? [...handlers.keys()].map(String) : [],
        sent: ipcMain.eventNames().map(String),
      };
    });
    expect(
      [...channels.invoked, ...channels.sent].filter((name) => name.startsWith('portvakt:')).toSorted(),
    ).toEqual(windowVerbNames.map(verbChannel).toSorted());
    // Another window with the same preload: the sender is known, and refused.
    const preload = join(tray.folder, 'preload.cjs');
    const answer = await tray.app.evaluate(async ({ BrowserWindow }, file) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload: file, sandbox: true } });
      await other.loadURL('about:blank');
      const said: unknown = await other.webContents.executeJavaScript(
        `Promise.all([window.portvakt.load({}), window.portvakt.exportLedger({}), window.portvakt.close({})]).then(JSON.stringify, String)`,
      );
      other.destroy();
      return String(said);
    }, preload);
    expect(answer).not.toContain('"ok":true');
    const [frame] = await Promise.all([
      page.evaluate(() => {
        const one = document.createElement('iframe');
        one.srcdoc = '<p>frame</p>';
        document.body.append(one);
        return one.contentWindow !== null && 'portvakt' in one.contentWindow;
      }),
    ]);
    expect(frame).toBe(false);
  });

  it('17: an argument that is not what the verb takes is refused, and nothing happens', async () => {
    const wrong: readonly (readonly [string, unknown])[] = [
      ['go', { view: { page: 'nonsense' } }],
      ['go', { view: { page: 'notice', notice: '../etc' } }],
      ['go', { view: { page: 'overview', more: 1 } }],
      ['acknowledge', {}],
      ['acknowledge', { notice: 'x'.repeat(100_000) }],
      ['acknowledge', { notice: 'a'.repeat(32), account: 'root' }],
      ['remind', { notice: 'a'.repeat(32), when: 'never' }],
      ['ask', { ban: 'telegram-ban', purpose: '', days: 1, device: 'this-pc' }],
      ['ask', { ban: 'telegram-ban', purpose: 'x', days: 1e9, device: 'this-pc' }],
      ['ask', 'everything'],
      ['remove', { ban: 'telegram-ban', item: '/etc/passwd' }],
      ['ledger', { before: -1 }],
      ['choose', { language: 'xx' }],
      ['choose', { __proto__: null, telemetry: true }],
      ['choose', null],
      ['load', undefined],
      ['close', ['x']],
    ];
    const before = [...stage.agent.calls];
    for (const [verb, argument] of wrong) {
      const answer = await page.evaluate(
        async ([name, value]) => {
          const call: unknown = Reflect.get(window.portvakt, String(name));
          if (typeof call !== 'function') return 'no verb';
          return (await Reflect.apply(call, undefined, [value])) as unknown;
        },
        [verb, argument] as const,
      );
      expect(answer, `${verb} ${JSON.stringify(argument)?.slice(0, 80)}`).toEqual({
        ok: false,
        fault: 'malformed',
      });
    }
    expect(stage.agent.calls).toEqual(before);
  });

  it('18: files come from the custom scheme, which serves its list and nothing else', async () => {
    expect(await address()).toMatch(/^portvakt:\/\/tray\//u);
    const served = await tray.app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const status = async (one: string): Promise<number> => {
        try {
          return (await window?.webContents.session.fetch(one))?.status ?? 0;
        } catch {
          return 0;
        }
      };
      const refused: Record<string, number> = {};
      for (const path of [
        '../main.js',
        '..%2fmain.js',
        '%2e%2e/main.js',
        'main.js',
        '../package.json',
        'package.json',
        'preload.cjs',
        '/etc/passwd',
        '%2fetc%2fpasswd',
        'index.html%00.js',
        '',
      ])
        refused[path] = await status(`portvakt://tray/${path}`);
      refused['other host'] = await status('portvakt://elsewhere/index.html');
      return { page: await status('portvakt://tray/index.html'), refused };
    });
    expect(served.page).toBe(200);
    expect(Object.entries(served.refused).filter(([path, status]) => status === 200 && path !== '')).toEqual(
      [],
    );
  });

  it('19: every fuse that Electron has is decided; what each is set to is tested where they are burnt in', () => {
    const known = Object.values(FuseV1Options).filter((fuse) => typeof fuse === 'number');
    const undecided = known.filter((fuse) => !(fuse in fuses));
    // Traps for faults in WebAssembly: the tray has none, and they weaken nothing.
    expect(undecided).toEqual([FuseV1Options.WasmTrapHandlers]);
  });
});
