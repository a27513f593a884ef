import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import { elfHead, fakeRoot, type FakeRoot } from '#test/platform/installed-apps/fake-root.ts';

const rounds = 7;
const peer = '/usr/bin/fusioninventory-inventory';

type Cold = { readonly read: number; readonly process: number; readonly apps: number };

/**
 * The inventory beside a known agent's, on this machine and in this run: everything in a fresh process, everything again
 * in a warm one, after one change, and with nothing changed. Every figure is a median.
 */
export async function benchInventory(): Promise<readonly string[]> {
  const lines = ['inventory (medians; the peer inventories hardware too, and has no way to leave that out)'];
  const peerTimes: number[] = [];
  const here: Cold[] = [];
  coldRead('/');
  for (let round = 0; round < rounds; round += 1) {
    here.push(coldRead('/'));
    if (existsSync(peer)) peerTimes.push(timeOfPeer());
  }
  const read = median(here.map((one) => one.read));
  const whole = median(here.map((one) => one.process));
  lines.push(
    `  this machine, ${here[0]?.apps ?? 0} apps: cold read ${ms(read)} (aim 40 ms), process start to end ${ms(whole)}`,
  );
  if (peerTimes.length === 0) lines.push(`  ${peer} is not here (Debian package fusioninventory-agent)`);
  else {
    const peerTime = median(peerTimes);
    lines.push(
      `  fusioninventory-inventory: ${ms(peerTime)}, ${times(peerTime / whole)} our whole process, ${times(peerTime / read)} our read`,
    );
  }
  using tree = fakeRoot();
  fill(tree);
  const full = Array.from({ length: rounds }, () => coldRead(tree.root));
  lines.push(
    `  a full PC, ${full[0]?.apps ?? 0} apps (1082 deb, 40 flatpak, 20 snap, 60 launchers, 2 homes of 95 folders): cold read ${ms(median(full.map((one) => one.read)))} (aim 40 ms)`,
  );
  const warm = await warmReads(tree);
  lines.push(
    `  the same in a warm process: everything again ${ms(warm.everything)}, after one new launcher ${ms(warm.oneChange)}, nothing changed ${(warm.unchanged * 1000).toFixed(2)} us (aim 20 us)`,
  );
  return lines;
}

function coldRead(root: string): Cold {
  const script = `
    const { createInstalledApps } = await import(${JSON.stringify(import.meta.resolve('#platform/installed-apps/linux.ts'))});
    const start = performance.now();
    const apps = createInstalledApps({ root: ${JSON.stringify(root)} });
    const inventory = await apps.read();
    console.log(JSON.stringify({ read: performance.now() - start, apps: inventory.apps.length }));
    await apps[Symbol.asyncDispose]();`;
  const start = performance.now();
  const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  const whole = performance.now() - start;
  const answer: unknown = JSON.parse(ran.stdout);
  if (typeof answer !== 'object' || answer === null || !('read' in answer) || !('apps' in answer))
    throw new Error(`the cold read answered ${ran.stdout}${ran.stderr}`);
  return { read: Number(answer.read), apps: Number(answer.apps), process: whole };
}

function timeOfPeer(): number {
  const start = performance.now();
  const ran = spawnSync(peer, ['--backend-collect-timeout=30'], { stdio: 'ignore' });
  if (ran.status !== 0) throw new Error(`${peer} ended with ${ran.status}`);
  return performance.now() - start;
}

async function warmReads(tree: FakeRoot) {
  const everything: number[] = [];
  for (let round = 0; round < rounds * 2; round += 1) {
    const start = performance.now();
    await using apps = createInstalledApps({ root: tree.root });
    await apps.read();
    everything.push(performance.now() - start);
  }
  await using apps = createInstalledApps({ root: tree.root });
  for (let last = await apps.read(), next = await apps.read(); next !== last; next = await apps.read())
    last = next;
  const oneChange: number[] = [];
  // Watches do not keep a process alive.
  const alive = setInterval(() => undefined, 1000);
  for (let round = 0; round < rounds; round += 1) {
    await new Promise<void>((resolve) => {
      const listening = apps.onChange(() => {
        listening[Symbol.dispose]();
        resolve();
      });
      tree.file(`/usr/share/applications/new-${round}.desktop`, launcher('/usr/bin/program-1'));
    });
    const start = performance.now();
    await apps.read();
    oneChange.push(performance.now() - start);
  }
  clearInterval(alive);
  const unchanged: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const start = performance.now();
    for (let call = 0; call < 100; call += 1) await apps.read();
    unchanged.push((performance.now() - start) / 100);
  }
  return {
    everything: median(everything.slice(rounds)),
    oneChange: median(oneChange),
    unchanged: median(unchanged),
  };
}

const launcher = (exec: string): string => `[Desktop Entry]\nType=Application\nName=App\nExec=${exec} %U\n`;

/** As many things as a PC in use has. */
function fill(tree: FakeRoot): void {
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number);
  const description = ` ${'long description '.repeat(40)}\n`;
  tree.file(
    '/var/lib/dpkg/status',
    numbers(1082)
      .map(
        (number) =>
          `Package: package-${number}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.${number}\nDescription: x\n${description}`,
      )
      .join('\n'),
  );
  for (const number of numbers(1082)) tree.folder(`/usr/share/doc/package-${number}`);
  for (const number of numbers(40)) tree.folder(`/var/lib/flatpak/app/org.example.App${number}/current`);
  for (const number of numbers(20)) {
    tree.file(`/snap/snap-${number}/1/meta/snap.yaml`, `name: snap-${number}\nversion: 1\n`);
    tree.link(`/snap/snap-${number}/current`, '1');
  }
  for (const number of numbers(60)) {
    tree.program(`/usr/bin/program-${number}`);
    tree.file(`/usr/share/applications/app-${number}.desktop`, launcher(`/usr/bin/program-${number}`));
  }
  for (const home of ['/home/anna', '/home/bo'])
    for (const number of numbers(95)) {
      mkdirSync(tree.at(`${home}/folder-${number % 19}/inner-${number}`), { recursive: true });
      if (number % 10 === 0) tree.program(`${home}/folder-${number % 19}/inner-${number}/program`, elfHead());
      writeFileSync(tree.at(`${home}/folder-${number % 19}/text-${number}`), 'text');
    }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const times = (value: number): string => `${value.toFixed(1)} times`;
