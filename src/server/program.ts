import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { createLog } from '#runtime/log.ts';
import { createShutdown } from '#runtime/shutdown.ts';
import type { startServer } from './main.ts';

/** `node src/server/main.ts --data <folder>`: one line of JSON with the address on standard output, logs on standard error. */
export async function runProgram(start: typeof startServer): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '0' },
      organisation: { type: 'string' },
      name: { type: 'string' },
      'offline-key': { type: 'string' },
      certificate: { type: 'string' },
      key: { type: 'string' },
    },
  });
  const log = createLog('server');
  if (values.data === undefined) {
    log.fatal('--data <folder> is missing');
    process.exitCode = 64;
    return;
  }
  const { organisation, certificate, key } = values;
  const started = await start({
    dataFolder: values.data,
    host: values.host,
    port: Number(values.port),
    log,
    ...(organisation === undefined
      ? {}
      : { organisation: { id: organisation, name: values.name ?? organisation } }),
    ...(values['offline-key'] === undefined ? {} : { offlineOrganisationKey: values['offline-key'] }),
    ...(certificate === undefined || key === undefined
      ? {}
      : { tls: { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') } }),
  });
  if (!started.ok) {
    log.fatal({ why: started.fault }, 'the server cannot start');
    process.exitCode = 69;
    return;
  }
  const shutdown = createShutdown((name, fault) => log.error({ name, fault }, 'shutdown step failed'));
  shutdown.add('server', started.value.stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shutdown.end());
  const { url, apiUrl, address } = started.value;
  process.stdout.write(`${JSON.stringify({ url, apiUrl, address })}\n`);
}
