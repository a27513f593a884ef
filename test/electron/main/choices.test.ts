import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ChoiceStore, defaultChoices } from '#electron/main/choices.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

// The real one asks Electron where it is; it is tried in the running tray (test/system/tray-life.test.ts).
vi.mock('electron-store', () => ({
  default: class {
    readonly #path: string;
    constructor({ name, cwd }: { name: string; cwd: string }) {
      this.#path = join(cwd, `${name}.json`);
    }
    set(values: object): void {
      writeFileSync(this.#path, JSON.stringify(values));
    }
  },
}));

const now = Date.UTC(2026, 10, 22, 8, 0, 0);

describe('the person’s choices', () => {
  it('are the system’s at first, and are kept', async () => {
    using folder = tempFolder();
    const store = new ChoiceStore(folder.path, now);
    expect(store.current).toEqual(defaultChoices);
    expect(await store.choose({ language: 'nn', theme: 'dark' })).toMatchObject({ ok: true });
    expect(await store.choose({ seenHints: ['first'] })).toMatchObject({ ok: true });
    const kept = { language: 'nn', theme: 'dark', seenHints: ['first'] };
    expect(store.current).toEqual(kept);
    expect(new ChoiceStore(folder.path, now).current).toEqual(kept);
  });

  it.each(['', '{', '[]', '{"language":"xx"}', '{"language":"nn","theme":"dark","seenHints":[],"more":1}'])(
    'a damaged file (%j) is set aside with its date',
    (content) => {
      using folder = tempFolder();
      writeFileSync(join(folder.path, 'choices.json'), content);
      expect(new ChoiceStore(folder.path, now).current).toEqual(defaultChoices);
      const aside = 'choices.damaged-2026-11-22T08-00-00.000Z.json';
      expect(readdirSync(folder.path)).toEqual([aside]);
      expect(readFileSync(join(folder.path, aside), 'utf8')).toBe(content);
    },
  );

  it('are never stored without what they must have', async () => {
    using folder = tempFolder();
    const store = new ChoiceStore(folder.path, now);
    const hollow: object = { language: undefined };
    expect(await store.choose(hollow)).toEqual({ ok: false, fault: 'malformed' });
    expect([store.current, readdirSync(folder.path)]).toEqual([defaultChoices, []]);
  });

  it('say when they were stored, so that what the store opened can be closed', async () => {
    using folder = tempFolder();
    const stored = vi.fn<() => void>();
    await new ChoiceStore(folder.path, now, stored).choose({ theme: 'dark' });
    expect(stored).toHaveBeenCalledOnce();
  });

  it('stay as they were where they cannot be saved', async () => {
    const store = new ChoiceStore('/proc/no/such/folder', now);
    expect(await store.choose({ theme: 'light' })).toEqual({ ok: false, fault: 'not-saved' });
    expect(store.current).toEqual(defaultChoices);
  });
});
