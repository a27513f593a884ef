import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBody } from '#protocol/event.ts';
import type { EventReader } from '#server/events/index.ts';

export type Counted = { hits: number; faults: number; requests: number };
/** What one device reported, and its ring. */
export type Reported = Counted & { readonly ring: number };
export type TallyQuestion = {
  readonly after: number;
  /** Up to this event; default: the newest. */
  readonly upTo?: number;
  readonly bans: ReadonlySet<string>;
  /** The position of the device's ring, where that ring has begun and the device applies the release. */
  readonly ringOf: (device: string) => number | undefined;
  /** When that ring began: what happened before is not due to the release. */
  readonly startedAt: (ring: number) => number;
};

const page = 500;
/** Times in events are rounded down to five minutes. */
const roundedMs = 300_000;
const types = ['hit', 'repeats', 'fault', 'exemption-request'] as const;

/** Counts what each device that holds a release reported after the event `after`; up to which event it read. */
export async function tally(
  events: Pick<EventReader, 'highest' | 'page'>,
  { after, bans, ringOf, startedAt, upTo }: TallyQuestion,
): Promise<{ readonly cursor: number; readonly devices: ReadonlyMap<string, Reported> }> {
  const end = upTo ?? (await events.highest());
  const devices = new Map<string, Reported>();
  for (const type of types) {
    for (let cursor = after; cursor < end;) {
      const found = await events.page(cursor, page, { type });
      for (const event of found.events) {
        const ring = event.cursor <= end ? ringOf(event.device) : undefined;
        const what = ring === undefined ? undefined : counted(event.body, bans, startedAt(ring) - roundedMs);
        if (ring === undefined || what === undefined) continue;
        const sum = devices.get(event.device) ?? { ring, hits: 0, faults: 0, requests: 0 };
        devices.set(event.device, sum);
        sum[what.kind] += what.count;
      }
      cursor = found.cursor;
      await nextTurn();
    }
  }
  return { cursor: end, devices };
}

function counted(
  body: EventBody,
  bans: ReadonlySet<string>,
  since: number,
): { readonly kind: keyof Counted; readonly count: number } | undefined {
  if (body.type === 'hit')
    return bans.has(body.ban) && body.at >= since ? { kind: 'hits', count: 1 + body.repeats } : undefined;
  if (body.type === 'repeats') return bans.has(body.ban) ? { kind: 'hits', count: body.count } : undefined;
  if (body.type === 'fault') return body.at >= since ? { kind: 'faults', count: 1 } : undefined;
  if (body.type === 'exemption-request' && bans.has(body.request.ban)) return { kind: 'requests', count: 1 };
  return undefined;
}
