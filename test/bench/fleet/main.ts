import { loadavg } from 'node:os';
import { measureBroadcast } from './broadcast.ts';
import { lacking } from './native.ts';
import { measureOneServer, measureTls } from './one-server.ts';
import { isMet, show, type Row, type Tell } from './row.ts';
import { openStage, quickSizes, wholeSizes } from './stage.ts';

/**
 * `npm run bench:fleet [-- --quick] [--only=server|tls|broadcast]
 * [--agents=N]`: a server with thousands of simulated agents that speak the real protocol, beside
 * mosquitto, nats-server and a bare send() loop on this machine. Ratios are the result; other figures are of this machine
 * at this moment. Ends with 1 when something could not be measured, not when an aim is missed.
 */
const quick = process.argv.includes('--quick');
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length);
const missing = lacking(['gcc', 'headers', 'openssl', 'mosquitto', 'nats']);
if (missing.length > 0) {
  console.error(`bench:fleet: this machine lacks ${missing.join(', ')}`);
  process.exit(2);
}
const agents = Number(
  process.argv.find((one) => one.startsWith('--agents='))?.slice('--agents='.length) ?? 0,
);
const sizes = quick
  ? quickSizes
  : agents === 0
    ? wholeSizes
    : { ...wholeSizes, fleet: agents, nine: Math.round(agents * 0.9), eighteen: Math.round(agents * 1.8) };
const began = performance.now();
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
console.log(
  `load before: ${load()}; ${sizes.fleet} agents in comparisons, up to ${sizes.eighteen} on one server`,
);
await using stage = await openStage(sizes);
const rows: Row[] = [];
const tell: Tell = (...more) => {
  for (const row of more) console.log(show(row, !quick));
  rows.push(...more);
};
const parts = { server: measureOneServer, tls: measureTls, broadcast: measureBroadcast };
for (const [name, measure] of Object.entries(parts))
  if (only === undefined || only === name) await measure(stage, tell);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
const judged = rows.flatMap((row) => isMet(row) ?? []);
const met = `${judged.filter(Boolean).length} of ${judged.length} aims met`;
console.log(`${quick ? 'quick: nothing is judged' : met}; ${seconds} s; load after: ${load()}`);
