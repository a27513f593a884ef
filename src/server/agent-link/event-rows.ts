import type { Static } from 'typebox';
import type { Events } from '#protocol/agent-server.ts';
import type { EventBody, JournalEvent } from '#protocol/event.ts';
import type { Batch, EventRow } from '#server/events/index.ts';

/**
 * What is stored of one `events` message; undefined when its seqs do not rise. A private device sends no hits: should
 * one come all the same, it is acknowledged and not kept.
 */
export function batchOf(
  message: Static<typeof Events>,
  device: { readonly id: string; readonly private: boolean },
  receivedAt: number,
): Batch | undefined {
  let upTo = 0;
  for (const { seq } of message.events) {
    if (seq <= upTo) return undefined;
    upTo = seq;
  }
  const kept = device.private ? message.events.filter(({ body }) => !isHit(body)) : message.events;
  return { device: device.id, epoch: message.epoch, receivedAt, upTo, rows: kept.map(rowOf) };
}

function isHit({ type }: EventBody): boolean {
  return type === 'hit' || type === 'repeats';
}

function rowOf({ seq, body }: JournalEvent): EventRow {
  return { seq, type: body.type, ban: banOf(body), body: JSON.stringify(body) };
}

function banOf(body: EventBody): string | null {
  if (body.type === 'exemption-request') return body.request.ban;
  return 'ban' in body ? body.ban : null;
}
