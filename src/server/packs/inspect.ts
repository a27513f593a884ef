import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PackInspection } from '#protocol/console-packs.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { fingerprint } from '#runtime/signature.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { fetchPack, packAddress } from './fetch-pack.ts';
import { jsonOrNothing, openPack, openUnsigned } from './open-pack.ts';
import type { PackPorts } from './ports.ts';
import type { Followed } from './rows.ts';
import { packRefused, whyUnfit } from './take-version.ts';

const mostFaults = 100;

/**
 * Shows a pack without keeping anything of it. Without a key the one beside the address (`.pub`) is tried: it says whose
 * fingerprint the operator has to compare, and proves nothing by itself.
 */
export async function inspect(
  ports: PackPorts,
  { url, envelope, authorityKey }: BodyOf<'inspectPack'>,
  find: (pack: string) => Promise<Followed | undefined>,
): Promise<Outcome<PackInspection, Refusal>> {
  if ((url === undefined) === (envelope === undefined))
    return fail({ problem: 'not-as-schema', detail: 'give either `url` or `envelope`' });
  let document: unknown = envelope;
  let offered: string | undefined;
  if (url !== undefined) {
    const address = packAddress(url);
    if (!address.ok) return fail(packRefused(address.fault));
    const text = await textAt(ports, address.value);
    if (!text.ok) return fail(packRefused(text.fault));
    document = jsonOrNothing(text.value);
    if (authorityKey === undefined) offered = await offeredKey(ports, address.value);
  }
  const key = authorityKey ?? offered;
  const opened = key === undefined ? openUnsigned(document) : openPack(document, [key]);
  if (!opened.ok) return fail(packRefused(opened.fault));
  const { pack, vectors, faults } = opened.value;
  const unfit = whyUnfit(ports, { ...opened.value, faults: [] });
  const followed = await find(pack.pack);
  return ok({
    document: pack,
    signature:
      key === undefined ? 'not-checked' : authorityKey === undefined ? 'by-offered-key' : 'by-given-key',
    ...(key === undefined ? {} : { authorityKey: key, keyFingerprint: fingerprint(key) }),
    vectors,
    faults: [...faults, ...(unfit === undefined ? [] : [unfit])]
      .slice(0, mostFaults)
      .map((fault) => fault.slice(0, 300)),
    ...(followed === undefined ? {} : { followed: followed.row.version }),
  });
}

async function textAt({ limits }: PackPorts, address: URL): Promise<Outcome<string, string>> {
  const fetched = await fetchPack(address, { ...(limits && { limits }) });
  if (!fetched.ok) return fetched;
  return fetched.value.kind === 'body' ? ok(fetched.value.text) : fail('the address answers nothing');
}

async function offeredKey(ports: PackPorts, address: URL): Promise<string | undefined> {
  if (!address.pathname.endsWith('.json')) return undefined;
  const beside = new URL(address);
  beside.pathname = address.pathname.replace(/\.json$/, '.pub');
  const text = await textAt(ports, beside);
  if (!text.ok) return undefined;
  const key = text.value.trim();
  return /^[A-Za-z0-9+/]{43}=$/.test(key) ? key : undefined;
}
