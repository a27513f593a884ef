import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { readFaultWords, readTrustedFile } from './trusted-file.ts';

/** `agent.json` in the configuration folder: what the installer or the managed policy of the PC says. */
export const AgentSettings = Type.Object(
  {
    server: Type.Optional(Type.String({ pattern: '^wss?://[^\\s]{1,300}$' })),
    /** A secret; see `#protocol/enrolment-token.ts`. The installer may keep it in `tokenFile` instead. */
    token: Type.Optional(Type.String({ maxLength: 256 })),
    tokenFile: Type.Optional(Type.String({ maxLength: 4_096 })),
    /** `private` once and for all; a server cannot change it. */
    class: Type.Optional(Type.Literal('private')),
    /** PEM file of the certificate authority that alone is believed. */
    caFile: Type.Optional(Type.String({ maxLength: 4_096 })),
  },
  { additionalProperties: false },
);
export type AgentSettings = Static<typeof AgentSettings>;

const check = Compile(AgentSettings);

/** Empty where there is no file. The fault is a sentence that never quotes the file: it may hold the token. */
export function readAgentSettings(configFolder: string): Outcome<AgentSettings, string> {
  const read = readTrustedFile(pathIn(configFolder));
  if (!read.ok) return read.fault === 'absent' ? ok({}) : fail(readFaultWords(fileName, read.fault));
  const value = parse(read.value.text);
  if (value === undefined) return fail('agent.json is not JSON');
  return check.Check(value) ? ok(value) : fail('agent.json is not as its schema says');
}

/** Takes the token out of the file once the agent has it elsewhere; all else in it stays. Throws where it cannot write. */
export function removeTokenFrom(configFolder: string): void {
  const read = readTrustedFile(pathIn(configFolder));
  if (!read.ok) return;
  const value = parse(read.value.text);
  if (!check.Check(value) || value.token === undefined) return;
  const { token: _used, ...rest } = value;
  writeFileAtomically(pathIn(configFolder), `${JSON.stringify(rest, undefined, 2)}\n`, read.value.mode);
}

const fileName = 'agent.json';
const pathIn = (configFolder: string): string => join(configFolder, fileName);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
