import { join } from 'node:path';
import { PlayedAgent } from '../extension/played-agent.ts';
import { unpackExtension } from '../extension/unpacked.ts';
import { rulesMessage, webRule } from '../extension/web-rules.ts';
import { Chromium } from '../kit/chromium.ts';
import { tempFolder } from '../kit/temp-folder.ts';
import { WebSites } from '../kit/web-site.ts';

const loads = Number(process.env['BENCH_LOADS'] ?? 200);
const sizes = [0, 25, 2_000, 20_000];

/**
 * Long lists in Chromium, with an agent that the bench plays: how long it takes until a rule over that many domains is in
 * force and the open tabs were swept, and what a page that it does not cover costs then.
 */
export async function benchWebLists(): Promise<readonly string[]> {
  using folder = tempFolder();
  await using sites = await WebSites.start();
  await using agent = new PlayedAgent(folder.path);
  await agent.begin();
  const built = await unpackExtension(folder.path);
  const home = join(folder.path, 'home');
  agent.register(join(home, '.config/chromium/NativeMessagingHosts'), {
    allowed_origins: [`chrome-extension://${built.chromium.id}/`],
  });
  await using browser = await Chromium.start({
    sites,
    home,
    args: [
      `--load-extension=${built.chromium.folder}`,
      '--disable-features=DisableLoadExtensionCommandLineSwitch',
    ],
  });
  await agent.told('hello');
  const page = await browser.firstPage();
  const lines: string[] = [];
  let revision = 0;
  let bare = 0;
  for (const size of sizes) {
    const domains = Array.from({ length: size }, (_, count) => `banned-${count}.example`);
    const took: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      revision += 1;
      agent.forget();
      const began = performance.now();
      agent.say(rulesMessage(revision, size === 0 ? [] : [webRule('TikTok', 'warn', { domains })]));
      await agent.told('applied', (said) => said.revision === revision);
      took.push(performance.now() - began);
    }
    const each: number[] = [];
    for (let count = 0; count < loads; count += 1) {
      const began = performance.now();
      await page.goto(`https://open-${count % 7}.test/page-${count}`, { waitUntil: 'load' });
      if (count >= 10) each.push(performance.now() - began);
    }
    if (size === 0) bare = median(each);
    lines.push(
      `${size} domains: in force and swept after ${median(took).toFixed(0)} ms (median of 5); a load elsewhere ${median(each).toFixed(1)} ms, ${(median(each) / bare).toFixed(3)} times that without rules`,
    );
  }
  return lines;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
