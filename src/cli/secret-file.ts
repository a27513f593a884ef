import type { Outcome } from '#policy/outcome.ts';
import { failing, type CliFault } from './cli-fault.ts';
import { readText } from './release-document.ts';

/** A secret as it stands in a file, without the line break at its end; never taken from the command line, which others see. */
export function readSecret(path: string): Outcome<string, CliFault> {
  const text = readText(path);
  if (!text.ok) return text;
  const secret = text.value.replace(/\r?\n$/, '');
  return secret === '' || secret.includes('\n')
    ? failing('usage', `${path} holds no secret: one line is wanted`)
    : { ok: true, value: secret };
}
