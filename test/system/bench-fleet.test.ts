import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lacking } from '#test/bench/fleet/native.ts';

const bench = new URL('../bench/fleet/main.ts', import.meta.url).pathname;

const missing = lacking(['gcc', 'headers', 'openssl', 'mosquitto', 'nats']);
if (missing.length > 0) {
  if (process.env['CI'] === 'true') throw new Error(`bench:fleet: this machine lacks ${missing.join(', ')}`);
  console.warn(`bench:fleet is not tried: this machine lacks ${missing.join(', ')}`);
}

describe.skipIf(missing.length > 0)('bench:fleet', () => {
  it('still measures everything, with a thousand agents', { timeout: 300_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '--quick']);
    for (const what of [
      /^enrolment of 50 over the wire/m,
      /^memory per agent, plain/m,
      /^memory per agent, TLS/m,
      /^restart: 800 agents back/m,
      /^broadcast of \d{4} bytes: CPU to that of C send/m,
      /^broadcast of \d{4} bytes: CPU to that of mosquitto/m,
      /^broadcast of \d{4} bytes: CPU to that of nats-server/m,
      /^release → 800 acknowledgements on disk/m,
      /^events per second on disk, each once, 10 together/m,
    ])
      expect(stdout).toMatch(what);
    expect(stdout).not.toContain('NaN');
  });
});
