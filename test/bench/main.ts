/**
 * `npm run bench [name…]`: every benchmark compares ways of doing a thing side by side in one run and prints ratios;
 * absolute figures are of this machine at this moment.
 */
type Bench = () => Promise<readonly string[]>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'catalogue-match': async () => (await import('./catalogue-match.ts')).benchCatalogueMatch,
  inventory: async () => (await import('./inventory.ts')).benchInventory,
  'exec-latency': async () => (await import('./exec-latency.ts')).benchExecLatency,
  'notice-delay': async () => (await import('./notice-delay.ts')).benchNoticeDelay,
  idle: async () => (await import('./idle.ts')).benchIdle,
  'web-host': async () => (await import('./web-host.ts')).benchWebHost,
  'web-guard': async () => (await import('./web-guard.ts')).benchWebGuard,
  'web-policy': async () => (await import('./web-guard.ts')).benchWebPolicy,
  'web-lists': async () => (await import('./web-lists.ts')).benchWebLists,
  'web-overhead': async () => (await import('./web-guard.ts')).benchWebOverhead,
  guard: async () => (await import('./guard.ts')).benchGuard,
  tray: async () => (await import('./tray.ts')).benchTray,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `bench: no such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  for (const [name, load] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n── ${name}`);
    const bench = await load();
    for (const line of await bench()) console.log(line);
  }
}
