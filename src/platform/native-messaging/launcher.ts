export type Launched = {
  /** Absolute path of the Node that runs the host: the agent's own. */
  readonly node: string;
  /** Absolute path of the bundled host script. */
  readonly script: string;
  /** Absolute path of the folder in which the agent's browser door stands. */
  readonly doorFolder: string;
};

/**
 * A host only carries bytes, so its code is never worth compiling: saves 2 of 12 MB of its own memory after traffic, and
 * leaves no memory that can be written and run. Limits on the heap save nothing (`test/bench/web-host.ts`).
 */
export const hostFlags: readonly string[] = ['--jitless'];

/** What would make a Node program of ours run something of somebody else's, or write where browsers read. */
const unset: readonly string[] = [
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_REPL_EXTERNAL_MODULE',
  'NODE_V8_COVERAGE',
  'NODE_DEBUG',
  'NODE_COMPILE_CACHE',
  'NODE_PENDING_DEPRECATION',
  'OPENSSL_CONF',
];

/**
 * The shell script that browsers start as native messaging host: it becomes the host (`exec`), so that the host's parent is
 * the browser. What a browser passes (origin, manifest path) is not handed on. Throws on a path that is not absolute or
 * holds a zero byte or a line break: a shell script cannot say it.
 */
export function launcherText({ node, script, doorFolder }: Launched): string {
  const words = [node, ...hostFlags, script, doorFolder];
  for (const path of [node, script, doorFolder])
    // eslint-disable-next-line no-control-regex
    if (!path.startsWith('/') || /[\0-\x1f\x7f]/.test(path))
      throw new Error('a launcher needs absolute paths without control characters');
  return ['#!/bin/sh', `unset ${unset.join(' ')}`, `exec ${words.map(quoted).join(' ')}`, ''].join('\n');
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(word: string): string {
  return /^[\w/.=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
