import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli } from './cli.ts';
import { failing, type CliFault } from './cli-fault.ts';

/** The passphrase of a key file: from `PORTVAKT_KEY_PASSPHRASE`, or typed without being shown. Empty means none. */
export async function readPassphrase(cli: Cli, question: string): Promise<Outcome<string, CliFault>> {
  const given = cli.env['PORTVAKT_KEY_PASSPHRASE'];
  if (given !== undefined) return ok(given);
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    return failing(
      'usage',
      'the key file has a passphrase: set PORTVAKT_KEY_PASSPHRASE, or run it in a terminal',
    );
  // First, so that not even a quick hand is shown.
  stdin.setRawMode(true);
  stderr.write(question);
  try {
    let typed = '';
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (character === '\u0003') return failing('interrupted', 'interrupted');
        if (character === '\r' || character === '\n' || character === '\u0004') return ok(typed);
        if (character === '\u007f' || character === '\b') typed = Array.from(typed).slice(0, -1).join('');
        else typed += character;
      }
    }
    return ok(typed);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
