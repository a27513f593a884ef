import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';

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
  const path = join(configFolder, 'agent.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
    return code === 'ENOENT' ? ok({}) : fail(`agent.json cannot be read (${code})`);
  }
  try {
    const value: unknown = JSON.parse(text);
    return check.Check(value) ? ok(value) : fail('agent.json is not as its schema says');
  } catch {
    return fail('agent.json is not JSON');
  }
}
