import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isForEveryone, publishExtension, withdrawExtension } from '#agent/web/publication.ts';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const about = (version = '1.0.0'): ExtensionPackage => ({
  version,
  chromium: {
    id: 'abcdefghijklmnopabcdefghijklmnop',
    crx: `portvakt-${version}.crx`,
    updates: 'updates.xml',
  },
  firefox: {
    id: 'web@portvakt.example',
    xpi: `portvakt-${version}.xpi`,
    updates: 'updates.json',
    signed: false,
  },
  host: 'web-host.cjs',
});
const mode = (path: string) => statSync(path).mode & 0o777;

/** A clone that nobody else may enter, with a Node of its own. */
class Clone implements Disposable {
  readonly #folder = tempFolder();
  readonly from = join(this.#folder.path, 'home/.cache/extension');
  readonly node = join(this.#folder.path, 'home/bin/node');
  readonly to = join(this.#folder.path, 'var/lib/guard');

  constructor() {
    chmodSync(this.#folder.path, 0o755);
    mkdirSync(this.from, { recursive: true });
    mkdirSync(dirname(this.node));
    writeFileSync(this.node, 'a program', { mode: 0o755 });
    chmodSync(join(this.#folder.path, 'home'), 0o700);
    this.build(about());
  }
  build({ chromium, firefox, host, version }: ExtensionPackage): void {
    for (const name of [chromium.crx, firefox.xpi, host])
      writeFileSync(join(this.from, name), `${name} ${version}`, { mode: 0o600 });
  }
  at(...path: readonly string[]): string {
    return join(this.to, ...path);
  }
  publish(version?: string) {
    return publishExtension(about(version), this);
  }
  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

describe('what browsers install and start', () => {
  it('is readable for every account, whatever the umask, with manifests that name where it lies', async () => {
    using clone = new Clone();
    const before = process.umask(0o077);
    try {
      expect(await clone.publish()).toEqual({
        ok: true,
        value: { folder: clone.at('extension'), node: clone.at('node') },
      });
    } finally {
      process.umask(before);
    }
    expect([dirname(clone.to), clone.to, clone.at('extension'), clone.at('node')].map(mode)).toEqual([
      0o755, 0o755, 0o755, 0o755,
    ]);
    const names = readdirSync(clone.at('extension'));
    expect(names.toSorted()).toEqual([
      'portvakt-1.0.0.crx',
      'portvakt-1.0.0.xpi',
      'updates.json',
      'updates.xml',
      'web-host.cjs',
    ]);
    expect(new Set(names.map((name) => mode(clone.at('extension', name))))).toEqual(new Set([0o644]));
    const address = `file://${clone.at('extension')}/portvakt-1.0.0`;
    expect(readFileSync(clone.at('extension/updates.xml'), 'utf8')).toContain(`codebase="${address}.crx"`);
    expect(readFileSync(clone.at('extension/updates.json'), 'utf8')).toContain(`"${address}.xpi"`);
  });

  it('is not written twice; a new version takes the place of the old; at the end nothing is left', async () => {
    using clone = new Clone();
    await clone.publish();
    const stamps = () =>
      ['extension/portvakt-1.0.0.crx', 'extension/updates.xml', 'node'].map(
        (name) => lstatSync(clone.at(name)).ino,
      );
    const first = stamps();
    await clone.publish();
    expect(stamps()).toEqual(first);

    writeFileSync(clone.at('extension/of-an-interrupted-run.new'), '');
    clone.build(about('2.0.0'));
    await clone.publish('2.0.0');
    expect(readdirSync(clone.at('extension')).toSorted()).toEqual([
      'portvakt-2.0.0.crx',
      'portvakt-2.0.0.xpi',
      'updates.json',
      'updates.xml',
      'web-host.cjs',
    ]);
    expect(readFileSync(clone.at('extension/web-host.cjs'), 'utf8')).toBe('web-host.cjs 2.0.0');

    writeFileSync(clone.at('web-host'), 'the launcher, which is somebody else’s to remove');
    withdrawExtension(clone.to);
    expect(readdirSync(clone.to)).toEqual(['web-host']);
    withdrawExtension(join(clone.to, 'web-host'));
    withdrawExtension(join(clone.to, 'nowhere'));
    expect(existsSync(clone.at('web-host'))).toBe(true);
  });

  it('has a Node of its own only where others cannot start the agent’s, and a new one when that changes', async () => {
    using clone = new Clone();
    await clone.publish();
    expect(isForEveryone(clone.node)).toBe(false);
    writeFileSync(clone.node, 'b program');
    utimesSync(clone.node, 1_000_000_000, 1_000_000_000);
    await clone.publish();
    expect(readFileSync(clone.at('node'), 'utf8')).toBe('b program');
    chmodSync(dirname(dirname(clone.node)), 0o711);
    expect(await clone.publish()).toMatchObject({ ok: true, value: { node: clone.node } });
    expect(existsSync(clone.at('node'))).toBe(false);
    chmodSync(clone.node, 0o750);
    expect(isForEveryone(clone.node)).toBe(false);
  });

  it('is refused where somebody else could have written it, or could put another in its place', async () => {
    using clone = new Clone();
    chmodSync(join(clone.from, 'web-host.cjs'), 0o666);
    expect(await clone.publish()).toEqual({
      ok: false,
      fault: `${join(clone.from, 'web-host.cjs')} can be changed by others`,
    });
    chmodSync(join(clone.from, 'web-host.cjs'), 0o600);
    mkdirSync(dirname(clone.to), { recursive: true });
    chmodSync(dirname(clone.to), 0o777);
    expect(await clone.publish()).toEqual({
      ok: false,
      fault: `${dirname(clone.to)} can be changed by others`,
    });
    chmodSync(dirname(clone.to), 0o755);
    mkdirSync(join(clone.from, 'elsewhere'));
    symlinkSync(join(clone.from, 'elsewhere'), clone.to);
    expect(await clone.publish()).toMatchObject({ ok: false });
    expect(readdirSync(join(clone.from, 'elsewhere'))).toEqual([]);
  });

  it('says what is missing', async () => {
    using clone = new Clone();
    expect(await clone.publish('3.0.0')).toEqual({
      ok: false,
      fault: `${join(clone.from, 'portvakt-3.0.0.crx')} cannot be read (ENOENT)`,
    });
  });

  it('replaces whatever lies in its way, and follows no link there', async () => {
    using clone = new Clone();
    mkdirSync(clone.at('extension/portvakt-1.0.0.crx'), { recursive: true });
    const secret = join(clone.from, 'secret');
    writeFileSync(secret, 'untouched');
    symlinkSync(secret, clone.at('extension/updates.xml'));
    symlinkSync(secret, clone.at('node'));
    expect(await clone.publish()).toMatchObject({ ok: true });
    expect(readFileSync(secret, 'utf8')).toBe('untouched');
    expect(lstatSync(clone.at('extension/updates.xml')).isFile()).toBe(true);
    expect(lstatSync(clone.at('node')).isFile()).toBe(true);
  });
});
