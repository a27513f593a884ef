import { text } from '#locales/text.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import type { Person } from './person-language.ts';

/** An entry in a sentence of the person's language where its kind is known; the exact text that was sent is never changed. */
export function ledgerWords(person: Person, entry: LedgerEntry): string | undefined {
  const { language } = person;
  if (entry.kind === 'received') return text(language, 'ledger.received', {});
  const body = fields(entry.body);
  if (body === undefined) return undefined;
  if (entry.kind === 'look') {
    const operator = word(body, 'operator');
    const what = word(body, 'what');
    return operator === undefined || what === undefined
      ? undefined
      : text(language, 'ledger.look', { operator, what });
  }
  if (entry.kind === 'preview') {
    const apps = [...(asMap(body.get('bits'))?.values() ?? [])].map((bit) => word(asMap(bit), 'app') ?? '?');
    return text(language, 'ledger.preview', { app: apps.join(', ') });
  }
  return sentWords(person, body);
}

function sentWords({ language }: Person, body: ReadonlyMap<string, unknown>): string | undefined {
  const app = word(body, 'app') ?? word(body, 'ban') ?? '?';
  switch (word(body, 'type') ?? '') {
    case 'hit': {
      const account = body.has('account') ? 'named' : 'other';
      const action = hitActions.find((one) => one === word(body, 'action'));
      return action === undefined ? undefined : text(language, `ledger.sent.hit.${action}`, { app, account });
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
        ? text(language, 'ledger.sent.request', { app: word(request, 'ban') ?? app, days })
        : undefined;
    }
    case 'receipt': {
      const receipt = asMap(body.get('receipt'));
      const result = receiptResults.find((one) => one === word(receipt, 'result'));
      const layer = layers.find((one) => one === word(receipt, 'layer'));
      return result === undefined || layer === undefined
        ? undefined
        : text(language, `ledger.sent.receipt.${result}`, { layer: text(language, `layer.${layer}`, {}) });
    }
    case 'removed':
      return text(language, 'ledger.sent.removed', { app });
    case 'fault':
      return text(language, 'ledger.sent.fault', { detail: word(body, 'detail') ?? '?' });
    case 'enrol':
    case 'hello':
      return text(language, 'ledger.sent.facts', {});
    case 'release-applied':
      return text(language, 'ledger.sent.truth', {});
    case 'release-refused':
      return text(language, 'ledger.sent.refused', {});
    default:
      return undefined;
  }
}

const hitActions = ['found', 'warned', 'stopped', 'stop-failed'] as const;
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
