import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBrowserPolicy, type BrowserPolicyOptions } from '#platform/browser-policy/linux.ts';
import type { BrowserPolicy, Disturbance } from '#platform/browser-policy/port.ts';

export const chromiumPolicyFile = '/etc/chromium/policies/managed/zz-portvakt.json';
export const firefoxPolicyFile = '/etc/firefox/policies/policies.json';
export const besideFirefox = '/usr/lib/firefox-esr/distribution/policies.json';

/** A folder that stands for `/` with Chromium, Chrome and Firefox ESR on it, and Anna's home. */
export class FakePc implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'portvakt-browsers-'));
  readonly told: Disturbance[] = [];
  readonly #policies: BrowserPolicy[] = [];
  time = Date.UTC(2026, 10, 22);

  constructor() {
    chmodSync(this.root, 0o755);
    for (const program of [
      '/usr/lib/chromium/chromium',
      '/opt/google/chrome/chrome',
      '/usr/lib/firefox-esr/firefox-esr',
    ])
      this.file(program, '');
    this.folder('/home/anna/.config/chromium/Default');
    this.folder('/etc');
  }

  at(path: string): string {
    return join(this.root, path);
  }
  folder(path: string): void {
    mkdirSync(this.at(path), { recursive: true, mode: 0o755 });
  }
  file(path: string, content: string): void {
    this.folder(dirname(path));
    writeFileSync(this.at(path), content, { mode: 0o644 });
  }
  link(path: string, target: string): void {
    this.folder(dirname(path));
    symlinkSync(target, this.at(path));
  }
  read(path: string): string | undefined {
    return existsSync(this.at(path)) ? readFileSync(this.at(path), 'utf8') : undefined;
  }
  json(path: string): unknown {
    return JSON.parse(readFileSync(this.at(path), 'utf8'));
  }
  mode(path: string): number {
    return statSync(this.at(path)).mode & 0o777;
  }
  mtime(path: string): number {
    return statSync(this.at(path)).mtimeMs;
  }
  remove(path: string): void {
    rmSync(this.at(path), { recursive: true });
  }
  /** Every file below a folder, with its content. */
  tree(path: string): Readonly<Record<string, string>> {
    const entries = readdirSync(this.at(path), { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .filter((entry) => !entry.isSymbolicLink())
        .map((entry) => {
          const full = join(entry.parentPath, entry.name);
          return [full.slice(this.root.length), entry.isFile() ? readFileSync(full, 'utf8') : 'folder'];
        }),
    );
  }

  policy(options: BrowserPolicyOptions = {}): BrowserPolicy {
    const policy = createBrowserPolicy({
      root: this.root,
      recordFolder: this.at('/var/lib/portvakt'),
      accounts: () => [{ uid: 1001, home: '/home/anna' }],
      now: () => this.time,
      ...options,
    });
    policy.onDisturbed((what) => this.told.push(what));
    this.#policies.push(policy);
    return policy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const policy of this.#policies) await policy[Symbol.asyncDispose]();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
