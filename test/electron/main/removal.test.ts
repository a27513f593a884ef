import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LocalRequest } from '#local-client/client.ts';
import { trashable } from '#electron/main/home-path.ts';
import { removeItem, type RemovalPorts } from '#electron/main/removal.ts';
import type { UninstallFault } from '#platform/uninstall/port.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Removable, RemovalOutcome } from '#protocol/tray-agent.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { idOf } from './notices.ts';

const item = (more: Partial<Removable>): Removable => ({
  item: idOf(1),
  ban: 'telegram',
  appName: 'Telegram',
  source: 'folder',
  by: 'person',
  name: '/nowhere',
  files: [],
  running: false,
  ...more,
});

/** A home with a trash of its own, and an agent that lists one item. */
class Stage implements Disposable {
  readonly #temp = tempFolder();
  readonly home = join(this.#temp.path, 'home');
  readonly trashed: string[] = [];
  readonly asked: string[] = [];
  listed: readonly Removable[] = [];
  gone: RemovalOutcome = 'removed';
  uninstalled: Outcome<void, UninstallFault> = ok(undefined);

  constructor() {
    mkdirSync(join(this.home, '.local/share/applications'), { recursive: true });
    mkdirSync(join(this.#temp.path, 'trash'));
    mkdirSync(join(this.#temp.path, 'others'));
  }
  get others(): string {
    return join(this.#temp.path, 'others');
  }
  file(path: string): string {
    const full = join(this.home, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, '');
    return full;
  }
  remove(): ReturnType<typeof removeItem> {
    const ports = {
      home: this.home,
      papers: [join(this.home, 'Nedlastinger')],
      trash: (path: string) => {
        this.trashed.push(path.slice(this.home.length + 1));
        renameSync(path, join(this.#temp.path, 'trash', basename(path)));
        return Promise.resolve();
      },
      uninstall: () =>
        Promise.resolve({
          remove: (what: { readonly name: string; readonly scope: string }) => {
            this.asked.push(`uninstall ${what.name} of the ${what.scope}`);
            return Promise.resolve(this.uninstalled);
          },
        }),
      request: (message: LocalRequest) => {
        this.asked.push(message.type);
        return Promise.resolve(
          message.type === 'removables'
            ? ok({ type: 'removables', id: 1, removables: this.listed })
            : ok({ type: 'removal', id: 1, outcome: this.gone }),
        );
      },
    } as unknown as RemovalPorts;
    return removeItem(ports, { ban: 'telegram', item: idOf(1) });
  }
  [Symbol.dispose](): void {
    this.#temp[Symbol.dispose]();
  }
}

describe('removing', () => {
  it('moves the person’s own files to the trash, and has the agent look', async () => {
    using at = new Stage();
    const name = at.file('Telegram/Telegram');
    const launcher = at.file('.local/share/applications/telegram.desktop');
    at.listed = [item({ name, files: [launcher, join(at.home, 'gone-already')] })];
    expect(await at.remove()).toEqual(ok('removed'));
    expect(at.trashed).toEqual(['Telegram/Telegram', '.local/share/applications/telegram.desktop']);
    expect(at.asked).toEqual(['removables', 'verify-removal']);
    expect(existsSync(name)).toBe(false);
  });

  it('says what the agent found afterwards', async () => {
    using at = new Stage();
    at.listed = [item({ name: at.file('Telegram.AppImage'), source: 'appimage' })];
    at.gone = 'still-there';
    expect(await at.remove()).toEqual(ok('still-there'));
  });

  it('leaves the person’s own flatpak to the platform, with the person’s rights', async () => {
    using at = new Stage();
    at.listed = [item({ source: 'flatpak', name: 'org.telegram.desktop' })];
    expect(await at.remove()).toEqual(ok('removed'));
    expect(at.asked).toEqual([
      'removables',
      'uninstall org.telegram.desktop of the person',
      'verify-removal',
    ]);
  });

  it.each<[UninstallFault, RemovalOutcome]>([
    [{ code: 'busy', detail: '' }, 'busy'],
    [{ code: 'needed-by-others', detail: '' }, 'needed-by-others'],
    [{ code: 'failed', detail: '' }, 'failed'],
    [{ code: 'unsupported' }, 'failed'],
    [{ code: 'not-installed' }, 'removed'],
  ])('a flatpak that is %j is %s', async (fault, outcome) => {
    using at = new Stage();
    at.listed = [item({ source: 'flatpak', name: 'org.telegram.desktop' })];
    at.uninstalled = fail(fault);
    expect(await at.remove()).toEqual(ok(outcome));
  });

  it('has the agent look for a web app, which only the browser removes, and leaves its launchers', async () => {
    using at = new Stage();
    const launcher = at.file('.local/share/applications/chrome-abc-Default.desktop');
    at.listed = [item({ source: 'web-app', name: 'abc', files: [launcher], running: true })];
    at.gone = 'still-there';
    expect(await at.remove()).toEqual(ok('still-there'));
    expect([at.trashed, at.asked]).toEqual([[], ['removables', 'verify-removal']]);
  });

  it('moves the launcher to the trash where nothing else is left of a web app', async () => {
    using at = new Stage();
    const name = at.file('.local/share/applications/chrome-abc-Default.desktop');
    at.listed = [item({ source: 'web-app', name })];
    expect(await at.remove()).toEqual(ok('removed'));
    expect(at.trashed).toEqual(['.local/share/applications/chrome-abc-Default.desktop']);
  });

  it('leaves the machine’s own to the agent', async () => {
    using at = new Stage();
    at.listed = [item({ by: 'agent', source: 'dpkg', name: 'telegram-desktop' })];
    expect(await at.remove()).toEqual(ok('removed'));
    expect(at.asked).toEqual(['removables', 'remove']);
  });

  it.each<[string, Partial<Removable>, unknown]>([
    ['while it runs', { running: true }, ok('running')],
    ['what is for IT', { by: 'it', why: 'used-by-others' }, { fault: { fault: 'not-removable' } }],
    ['what is not listed', { item: idOf(2) }, { fault: { fault: 'unknown-item' } }],
    ['a file of the system', { name: '/etc/hostname' }, ok('failed')],
  ])('touches nothing: %s', async (_what, more, outcome) => {
    using at = new Stage();
    at.listed = [item({ name: at.file('Telegram/Telegram'), ...more })];
    expect(await at.remove()).toMatchObject(outcome as object);
    expect(at.trashed).toEqual([]);
  });

  it('touches no folder of the person’s own things, and none that holds one', async () => {
    using at = new Stage();
    at.file('Nedlastinger/letter.odt');
    at.listed = [item({ name: join(at.home, 'Nedlastinger') })];
    expect(await at.remove()).toEqual(ok('failed'));
    expect(await trashable(join(at.home, 'mine'), at.home, [join(at.home, 'mine/papers')])).toBeUndefined();
    expect(at.trashed).toEqual([]);
  });

  it('touches nothing at all where one of several lies outside the home', async () => {
    using at = new Stage();
    const outside = join(at.others, 'theirs');
    writeFileSync(outside, '');
    symlinkSync(at.others, join(at.home, 'link'));
    at.listed = [item({ name: at.file('Telegram/Telegram'), files: [join(at.home, 'link/theirs')] })];
    expect(await at.remove()).toEqual(ok('failed'));
    expect([at.trashed, existsSync(outside)]).toEqual([[], true]);
  });
});

describe('what may go to the trash', () => {
  it.each([
    ['Telegram', true],
    ['Telegram.AppImage', true],
    ['.local/share/applications/a.desktop', true],
    ['.local/share/TelegramDesktop', true],
    ['link-to-others', true],
    ['.', false],
    ['..', false],
    ['../others', false],
    ['link-to-others/theirs', false],
    ['.config', false],
    ['.local', false],
    ['.local/share', false],
    ['.local/share/applications', false],
    ['.config/autostart', false],
    ['.var/app', false],
    ['Telegram/', false],
    ['no/such/folder', false],
  ])('%s: %s', async (path, expected) => {
    using at = new Stage();
    writeFileSync(join(at.others, 'theirs'), '');
    symlinkSync(at.others, join(at.home, 'link-to-others'));
    expect((await trashable(`${at.home}/${path}`, at.home)) !== undefined).toBe(expected);
  });

  it('nothing without a full path', async () => {
    using at = new Stage();
    expect(await trashable('Telegram', at.home)).toBeUndefined();
    expect(await trashable('/', at.home)).toBeUndefined();
  });
});
