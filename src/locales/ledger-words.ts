import type { Person } from './person.ts';
import { text } from './text.ts';

/** What a sentence about an entry is made from; the protocol's `LedgerEntry` fits it, and a test holds the two together. */
export type EntryFacts = {
  readonly kind: 'sent' | 'look' | 'preview' | 'received';
  /** The JSON text that was sent or received. */
  readonly body: string;
};

/** What people call an app or a rule, by its id; undefined where that is not known. */
export type NameOf = (id: string) => string | undefined;
const asItIs: NameOf = (id) => id;

/**
 * An entry in a sentence of the person's language; undefined where its kind is not known, so that the caller shows the
 * exact text, which is never changed. Nothing is said that the entry does not hold.
 */
export function ledgerWords(person: Person, entry: EntryFacts, nameOf: NameOf = asItIs): string | undefined {
  const { language } = person;
  if (entry.kind === 'received') return text(language, 'ledger.received', {});
  const body = fields(entry.body);
  if (body === undefined) return undefined;
  if (entry.kind === 'look') {
    const operator = word(body, 'operator');
    const what = word(body, 'what');
    if (operator === undefined || what === undefined) return undefined;
    const seen = looks.find((one) => one === what);
    return text(language, 'ledger.look', {
      operator,
      what: seen === undefined ? what : text(language, `look.${seen}`, {}),
    });
  }
  if (entry.kind === 'preview') {
    const ids = [...(asMap(body.get('bits'))?.values() ?? [])].map((bit) => word(asMap(bit), 'app') ?? '?');
    const apps = ids.map((id) => nameOf(id) ?? id);
    return text(language, 'ledger.preview', { app: apps.join(', ') });
  }
  return sentWords(person, body, nameOf);
}

function sentWords(
  { language, timeZone }: Person,
  body: ReadonlyMap<string, unknown>,
  nameOf: NameOf,
): string | undefined {
  const named = (of: ReadonlyMap<string, unknown> | undefined): string => {
    const ids = [word(of, 'app'), word(of, 'ban')].filter((id) => id !== undefined);
    return ids.map(nameOf).find((name) => name !== undefined) ?? ids[0] ?? '?';
  };
  const app = named(body);
  switch (word(body, 'type') ?? '') {
    case 'hit': {
      const account = body.has('account') ? 'named' : 'other';
      const action = hitActions.find((one) => one === word(body, 'action'));
      if (action === undefined) return undefined;
      // A page that is kept off has no start.
      const isDenied =
        action === 'stopped' &&
        word(body, 'level') === 'denied-before-start' &&
        word(body, 'channel') !== 'web';
      return text(language, `ledger.sent.hit.${isDenied ? 'denied' : action}`, { app, account });
    }
    case 'repeats': {
      const count = body.get('count');
      const day = word(body, 'day');
      return typeof count === 'number' && day !== undefined
        ? text(language, 'ledger.sent.repeats', { app, count, day })
        : undefined;
    }
    case 'acknowledged':
      return text(language, 'ledger.sent.ack', { app });
    case 'exemption-request': {
      const request = asMap(body.get('request'));
      const days = request?.get('days');
      return typeof days === 'number'
        ? text(language, 'ledger.sent.request', { app: named(request), days })
        : undefined;
    }
    case 'offline-code-used': {
      const until = body.get('until');
      return typeof until === 'number'
        ? text(language, 'ledger.sent.offline-code', { app, until }, timeZone)
        : undefined;
    }
    case 'receipt': {
      const receipt = asMap(body.get('receipt'));
      const result = receiptResults.find((one) => one === word(receipt, 'result'));
      const layer = layers.find((one) => one === word(receipt, 'layer'));
      return result === undefined || layer === undefined
        ? undefined
        : text(language, `ledger.sent.receipt.${result}`, {
            layer: [text(language, `layer.${layer}`, {}), word(receipt, 'subject')]
              .filter(Boolean)
              .join(', '),
          });
    }
    case 'removed':
      return text(language, 'ledger.sent.removed', { app });
    case 'fault':
      return text(language, 'ledger.sent.fault', { detail: word(body, 'detail') ?? '?' });
    case 'enrol':
    case 'hello':
      return text(language, body.has('accounts') ? 'ledger.sent.facts-accounts' : 'ledger.sent.facts', {});
    case 'release-applied':
      return text(language, 'ledger.sent.truth', {});
    case 'release-refused':
      return text(language, 'ledger.sent.refused', {});
    default:
      return undefined;
  }
}

const hitActions = ['found', 'warned', 'continued', 'stopped', 'stop-failed'] as const;
/** What of a PC IT can look at, and ask it for. */
const looks = ['device', 'events', 'exemptions', 'prove', 'rescan'] as const;
const receiptResults = ['blocked', 'not-blocked', 'could-not-try'] as const;
const layers = ['process-stop', 'exec-guard', 'browser-policy', 'browser-extension', 'pwa'] as const;

function fields(json: string): ReadonlyMap<string, unknown> | undefined {
  try {
    return asMap(JSON.parse(json));
  } catch {
    return undefined;
  }
}

const asMap = (value: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;

function word(from: ReadonlyMap<string, unknown> | undefined, name: string): string | undefined {
  const value = from?.get(name);
  return typeof value === 'string' ? value : undefined;
}
