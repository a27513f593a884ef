import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumProgram, type Chromium } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { visit, visits } from '#test/kit/web-eyes.ts';
import { bans, WebGuardStage } from '#test/kit/web-guard-stage.ts';

const suite = 'the web guard against hostile pages and programs';
const tiktok = 'https://www.tiktok.com/foryou';

describe.runIf(canRunAsRoot(suite, { programs: [chromiumProgram] }))(
  'the web guard against hostile pages and programs',
  () => {
    let stage: WebGuardStage;
    let browser: Chromium;

    beforeAll(async () => {
      stage = await WebGuardStage.start();
      await stage.publish([bans.tiktok(), bans.telegram({ effect: 'warn' })]);
      await stage.startAgent();
      await stage.policyWritten('tiktok.com');
      browser = await stage.chromium();
      await visits(await browser.firstPage(), tiktok, 'guard');
    });
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]();
      await stage?.[Symbol.asyncDispose]();
    });

    it('answers no page that speaks to the extension', async () => {
      const page = await browser.newPage();
      await visits(page, 'https://evil.example/', 'site');
      const answer = await page.evaluate(async (id) => {
        type Runtime = {
          sendMessage?: (id: string, message: unknown) => Promise<unknown>;
          connect?: (id: string) => unknown;
        };
        const runtime = (globalThis as unknown as { chrome?: { runtime?: Runtime } }).chrome?.runtime;
        if (runtime?.sendMessage === undefined) return 'there is no way to it';
        const message = { type: 'onward', url: 'https://web.telegram.org/a/' };
        return runtime.sendMessage(id, message).then(
          (said) => `it said ${JSON.stringify(said)}`,
          () => 'nobody answers',
        );
      }, stage.extension.chromium.id);
      expect(['there is no way to it', 'nobody answers', 'it said undefined']).toContain(answer);
      await visits(page, 'https://web.telegram.org/a/', 'guard', /Telegram is not meant/);
    });

    it('shows nothing and lets nothing through in a frame, or in a window that another page holds', async () => {
      const page = await browser.newPage();
      const ours = `chrome-extension://${stage.extension.chromium.id}/page.html#https://web.telegram.org/a/`;
      await visits(page, `https://evil.example/frame?to=${encodeURIComponent(ours)}`, 'site');
      const frame = page.frames().find((one) => one !== page.mainFrame());
      const text = await frame?.evaluate(() => document.body?.innerText ?? '').catch(() => '');
      expect(text ?? '').not.toMatch(/Telegram|Continue/);
      await visits(page, 'https://web.telegram.org/a/', 'guard', /Telegram is not meant/);
    });

    it('goes nowhere but to web pages from its page, whatever the address says', async () => {
      const page = await browser.newPage();
      const base = `chrome-extension://${stage.extension.chromium.id}/page.html`;
      for (const fragment of [
        'javascript:alert(1)',
        'data:text/html,x',
        'file:///etc/passwd',
        'https://evil.example/',
      ]) {
        const shown = await visits(page, `${base}#${fragment}`, 'guard', /Portvakt/);
        expect(shown.text).not.toContain('Continue');
        expect(await page.locator('button').count()).toBe(0);
      }
    });

    it('ends whoever speaks to the agent in a way that is no message, and goes on for the browser', async () => {
      const manifest = JSON.parse(
        readFileSync('/etc/chromium/native-messaging-hosts/org.portvakt.web_guard.json', 'utf8'),
      ) as { path: string };
      const frame = (body: string): Buffer => {
        const bytes = Buffer.from(body);
        const head = Buffer.alloc(4);
        if (endianness() === 'LE') head.writeUInt32LE(bytes.length);
        else head.writeUInt32BE(bytes.length);
        return Buffer.concat([head, bytes]);
      };
      const hostile = [
        frame('no json'),
        frame('{"type":"hello","version":1}'),
        frame(`{"type":"hello","version":"1","family":"chromium","profile":"${'x'.repeat(500_000)}"}`),
        frame('['.repeat(50_000)),
        Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b]),
        Buffer.from([0, 0, 0, 0]),
      ];
      for (const bytes of hostile) {
        const host = spawn(manifest.path, ['chrome-extension://x/'], { stdio: ['pipe', 'pipe', 'ignore'] });
        const ended = once(host, 'exit');
        let heard = 0;
        host.stdout.on('data', (chunk: Buffer) => (heard += chunk.length));
        host.stdin.on('error', () => undefined);
        host.stdin.write(bytes);
        host.stdin.end();
        await ended;
        expect(heard).toBe(0);
      }
      expect(stage.agent.running).toBe(true);
      await stage.publish([bans.tiktok(), bans.instagram({ effect: 'block' })]);
      const page = await browser.newPage();
      await until('the new rule', async () => {
        const { kind } = await visit(page, 'https://www.instagram.com/');
        return kind === 'guard' || undefined;
      });
    });
  },
);
