import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { buildTray } from '#electron/build.ts';
import { fileFor, servedFiles } from '#electron/main/window-files.ts';
import { windowVerbNames } from '#protocol/tray-window-channels.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();
const digestOf = (folder: string): string => {
  const hash = createHash('sha256');
  for (const name of filesIn(folder)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
};

describe('the build', () => {
  it('gives the same files each time, and all that the program needs', async () => {
    using one = tempFolder();
    using other = tempFolder();
    await buildTray(one.path);
    await buildTray(other.path);
    expect(digestOf(one.path)).toBe(digestOf(other.path));
    const manifest: unknown = JSON.parse(readFileSync(join(one.path, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'portvakt', productName: 'Portvakt', main: 'main.js' });
    for (const name of ['main.js', 'preload.cjs', 'renderer/index.html', 'icons/fine-on-dark-22.png'])
      expect(existsSync(join(one.path, name))).toBe(true);
    const served = servedFiles(readFileSync(join(one.path, 'renderer/files.json'), 'utf8'));
    for (const name of served) {
      expect(existsSync(join(one.path, 'renderer', name))).toBe(true);
      expect(fileFor(`portvakt://tray/${name}`, served)).toBeDefined();
    }
    expect([...served].filter((name) => name.endsWith('.woff2'))).not.toEqual([]);
    // Nothing of the agent that looks at programs or stops them goes along.
    const parts = filesIn(one.path).filter((name) => name.endsWith('.js'));
    const code = parts.map((name) => readFileSync(join(one.path, name), 'utf8')).join('\n');
    expect(code).not.toMatch(/fanotify|systeminformation|better-sqlite|node:sqlite/);
  });

  it('gives the window its verbs and the state, and nothing else', async () => {
    using folder = tempFolder();
    await buildTray(folder.path);
    const exposed = new Map<string, Record<string, unknown>>();
    const said: unknown[][] = [];
    const heard = new Map<string, (event: unknown, state: unknown) => void>();
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: Record<string, unknown>) => exposed.set(name, api),
      },
      ipcRenderer: {
        invoke: (...words: unknown[]) => said.push(words),
        on: (channel: string, listener: (event: unknown, state: unknown) => void) =>
          heard.set(channel, listener),
        off: (channel: string) => heard.delete(channel),
      },
    };
    const required: string[] = [];
    runInNewContext(readFileSync(join(folder.path, 'preload.cjs'), 'utf8'), {
      module: { exports: {} },
      require: (name: string) => {
        required.push(name);
        return electron;
      },
    });
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect([...exposed.keys()]).toEqual(['portvakt']);
    const bridge = exposed.get('portvakt') ?? {};
    expect(Object.keys(bridge).toSorted()).toEqual([...windowVerbNames, 'onState'].toSorted());
    (bridge['acknowledge'] as (argument: object, more: string) => void)({ notice: 'x' }, 'more');
    expect(said).toEqual([['portvakt:acknowledge', { notice: 'x' }]]);
    const states: unknown[] = [];
    const end = (bridge['onState'] as (listener: (state: unknown) => void) => () => void)((state) =>
      states.push(state),
    );
    heard.get('portvakt:state')?.({ sender: 'the event itself' }, { view: 1 });
    expect(states).toEqual([{ view: 1 }]);
    end();
    expect(heard.size).toBe(0);
  });
});
