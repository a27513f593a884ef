import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = new URL('c/', import.meta.url).pathname;
const built = new URL('../../../.cache/bench-fleet/', import.meta.url).pathname;

const programs = {
  load: { files: ['load.c', 'websocket.c', 'agent.c', 'peers.c'], links: ['-lssl', '-lcrypto'] },
  sender: { files: ['sender.c'], links: [] },
} as const;

/** What this machine lacks for the bench, with what to do; empty when nothing. */
export function lacking(wanted: readonly string[]): string[] {
  const places: Readonly<Record<string, { readonly path: string; readonly from: string }>> = {
    gcc: { path: '/usr/bin/gcc', from: 'gcc' },
    headers: { path: '/usr/include/openssl/ssl.h', from: 'libssl-dev' },
    openssl: { path: '/usr/bin/openssl', from: 'openssl' },
    mosquitto: { path: '/usr/sbin/mosquitto', from: 'mosquitto' },
    nats: { path: '/usr/sbin/nats-server', from: 'nats-server' },
  };
  return wanted.flatMap((name) => {
    const place = places[name];
    return place === undefined || existsSync(place.path) ? [] : [`${place.path} (apt install ${place.from})`];
  });
}

/** The path of a program of `c/`, compiled when it is older than its source. */
export function native(name: keyof typeof programs): string {
  mkdirSync(built, { recursive: true });
  const { files, links } = programs[name];
  const path = join(built, name);
  const newest = Math.max(...readdirSync(sources).map((file) => statSync(join(sources, file)).mtimeMs));
  if (!existsSync(path) || statSync(path).mtimeMs < newest)
    execFileSync('/usr/bin/gcc', ['-O2', '-Wall', '-o', path, ...files, ...links], {
      cwd: sources,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  return path;
}
