import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '#installers/console/build-console.ts';
import { top } from '#test/kit/system-under-test.ts';

describe('the bundle of the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-console-'));
  const page = (): string => readFileSync(join(folder, 'index.html'), 'utf8');
  const assets = (): readonly string[] => readdirSync(join(folder, 'assets'));
  const text = (name: string): string => readFileSync(join(folder, 'assets', name), 'utf8');
  beforeAll(() => buildConsole(top, folder), 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('fetches little before the first page: one script, one stylesheet, one language', () => {
    const first = [...page().matchAll(/(?:src|href)="\/assets\/([^"]+\.(?:js|css))"/g)].map(
      ([, name = '']) => name,
    );
    const zipped = first.reduce((sum, name) => sum + gzipSync(text(name)).length, 0);
    expect(zipped).toBeLessThan(260_000);
  });

  it('leaves out the schema library and the evidence of the catalogue', () => {
    const scripts = assets()
      .filter((name) => name.endsWith('.js'))
      .map(text)
      .join('\n');
    expect(scripts).not.toContain('additionalProperties');
    expect(scripts).not.toContain('pe-original-filename');
    expect(scripts).toContain('/api/drafts/{draft}');
  });

  it('holds nothing that its content policy would refuse: no inline script or style, no other host', () => {
    expect(page()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
    const styles = assets()
      .filter((name) => name.endsWith('.css'))
      .map(text)
      .join('\n');
    expect(styles.match(/url\(["']?(?:https?:)?\/\/[^)]+\)/g)).toBeNull();
    expect(page()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('names every file but the page by what is in it, so that browsers keep them', () => {
    expect(assets().filter((name) => !/-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/.test(name))).toEqual([]);
  });
});
