import type { Evidence } from '#policy/evidence.ts';
import type { FileStamp, ProgramIdentity } from './port.ts';

/** Evidence by who stands behind it: the file's content and root's own files, or an account alone. */
export type Vouched = {
  readonly vouched: readonly Evidence[];
  readonly accountMade: readonly Evidence[];
  readonly owned: boolean;
};

export const nothingVouched: Vouched = { vouched: [], accountMade: [], owned: false };

export function together(...parts: readonly Vouched[]): Vouched {
  return {
    vouched: parts.flatMap(({ vouched }) => vouched),
    accountMade: parts.flatMap(({ accountMade }) => accountMade),
    owned: parts.some(({ owned }) => owned),
  };
}

export function identityFrom(
  { vouched, accountMade, owned }: Vouched,
  about: { readonly stamp: FileStamp | undefined; readonly foreign: boolean },
): ProgramIdentity {
  const sound = distinct(vouched);
  // What root vouches for too is not an account's word alone.
  const hearsay = distinct(accountMade).filter((one) => !sound.some((other) => same(one, other)));
  return {
    ...(about.stamp === undefined ? {} : { stamp: about.stamp }),
    evidence: [...sound, ...hearsay],
    ...(about.foreign ? { foreign: true } : {}),
    ...(owned ? { owned: true } : {}),
    ...(hearsay.length === 0 ? {} : { accountMade: hearsay }),
  };
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.filter((one, index) => evidence.findIndex((other) => same(one, other)) === index);
}

const same = (one: Evidence, other: Evidence): boolean =>
  one.kind === other.kind && one.value === other.value;
