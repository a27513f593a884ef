import type { Announcement } from '#protocol/announcement.ts';
import type { AuditEntry } from '#protocol/console-operators.ts';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { Hit } from '#protocol/event.ts';

/** A hit as others hear of it: the PC by its id alone, without its name, its account and what was read as evidence. */
export type ToldHit = Omit<Hit, 'account' | 'evidence' | 'type'> & {
  readonly device: string;
  readonly unit?: string;
};
/** An audit entry without its body, which may be about a person and can be erased here but not elsewhere. */
export type ToldEntry = Omit<AuditEntry, 'body' | 'erased'>;

/** What one message tells. */
export type Told =
  | { readonly what: 'announcement'; readonly at: number; readonly of: Announcement }
  | { readonly what: 'hit'; readonly at: number; readonly of: ToldHit }
  | { readonly what: 'audit'; readonly at: number; readonly of: ToldEntry }
  | { readonly what: 'test'; readonly at: number; readonly of: { readonly text: string } };

export const testMessage = (at: number): Told => ({
  what: 'test',
  at,
  of: { text: 'Portvakt reaches you: this is a test.' },
});

/** `hit`, `audit`, `test`, or an announcement's kind. */
export const kindOf = (told: Told): string => (told.what === 'announcement' ? told.of.kind : told.what);

export function toldHit(event: StoredEvent, unit: string | undefined): Told | undefined {
  if (event.body.type !== 'hit') return undefined;
  const { type: _type, account: _account, evidence: _evidence, ...hit } = event.body;
  const of = { ...hit, device: event.device, ...(unit === undefined ? {} : { unit }) };
  return { what: 'hit', at: event.receivedAt, of };
}

export function toldEntry({ body: _body, erased: _erased, ...entry }: AuditEntry): Told {
  return { what: 'audit', at: entry.at, of: entry };
}
