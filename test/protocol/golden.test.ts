import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TSchema } from 'typebox';
import { adminToAgent } from '#protocol/admin-agent.ts';
import { agentToServer, serverToAgent } from '#protocol/agent-server.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { agentToTray, trayToAgent } from '#protocol/tray-agent.ts';

type Message = { readonly type: string };
const conversations: readonly (readonly [string, readonly TSchema[]])[] = [
  ['server-to-agent', serverToAgent],
  ['agent-to-server', agentToServer],
  ['tray-to-agent', trayToAgent],
  ['agent-to-tray', agentToTray],
  ['admin-to-agent', adminToAgent],
];

describe.each(conversations)('golden frames of version 1, %s', (name, schemas) => {
  const frames = [`${name}.json`, `${name}.added.json`]
    .map((file) => new URL(`golden/v1/${file}`, import.meta.url))
    .filter((file) => existsSync(file))
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as readonly Message[]);
  const parse = frameParser<Message>(schemas);

  it.each(frames.map((frame) => [frame.type, frame] as const))('%s is read today', (_type, frame) => {
    const read = parse(JSON.stringify(frame), limits.frameFromServer);
    expect(read).toEqual({ ok: true, value: frame });
    if (read.ok) expect(isUnknown(read.value)).toBe(false);
  });

  it.each(frames.map((frame) => [frame.type, frame] as const))(
    '%s with a field too many is refused',
    (_type, frame) => {
      const read = parse(JSON.stringify({ ...frame, more: 1 }), limits.frameFromServer);
      expect(read).toMatchObject({ ok: false, fault: { close: 'malformed' } });
    },
  );

  it('there is one for every type', () => {
    const types = schemas.map(
      (schema) => (schema as { properties: { type: { const: string } } }).properties.type.const,
    );
    // The admin door takes everything of the tray door too; those frames are in the tray's file.
    const own = name === 'admin-to-agent' ? types.slice(trayToAgent.length) : types;
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(own));
  });
});
