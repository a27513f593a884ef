import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Base64, HexId, Instant, Sha256, Slug, strict } from '#policy/primitives.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';

/** To which organisation this device belongs, and how far that has come. */
const Membership = Type.Object(
  {
    organisation: Slug,
    /** Pinned: raw Ed25519 public key. */
    organisationKey: Base64,
    device: HexId,
    server: Type.String({ minLength: 1, maxLength: 300 }),
    /** As the last good release named them: the server must prove one of these, also when the database was lost. */
    serverKeys: Type.Array(Base64, { maxItems: 4 }),
    standing: Type.Enum(['awaiting-approval', 'active', 'revoked'] as const),
  },
  strict,
);
export type Membership = Static<typeof Membership>;

/** What an unenrolled agent needs to ask. `token` is a secret, deleted once it was used. */
const Invitation = Type.Object(
  { server: Type.String({ minLength: 1, maxLength: 300 }), token: Type.String({ maxLength: 256 }) },
  strict,
);
export type Invitation = Static<typeof Invitation>;

const Mark = Type.Object(
  { number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), digest: Sha256 },
  strict,
);
/** How far the device has come: the highest release, assignment and instant that it believed. */
const Reached = Type.Object(
  { release: Type.Optional(Mark), assignment: Type.Optional(Mark), signedTime: Instant },
  strict,
);
export type Reached = Static<typeof Reached>;

const MembershipFile = Type.Object(
  {
    membership: Type.Optional(Membership),
    invitation: Type.Optional(Invitation),
    reached: Type.Optional(Reached),
    /** Chosen at installation; there is no way back. */
    private: Type.Boolean(),
  },
  strict,
);
type MembershipFile = Static<typeof MembershipFile>;
const check = Compile(MembershipFile);
const worthKeepingMs = 3_600_000;

/**
 * A small file of its own beside the device key, so that a damaged database does not make the PC a stranger to its
 * organisation, nor opens it to documents that were replaced long ago. Every change is durable when it returns.
 */
export interface MembershipStore {
  membership(): Membership | undefined;
  invitation(): Invitation | undefined;
  invite(invitation: Invitation): void;
  /** Keeps the membership and deletes the token in one write. */
  join(membership: Membership): void;
  setStanding(standing: Membership['standing']): void;
  setServerKeys(keys: readonly string[]): void;
  /** The organisation's server has another address now. */
  setServer(server: string): void;
  reached(): Reached | undefined;
  /** Keeps what rose; a time that rose by less than an hour does not count. */
  reach(reached: Reached): void;
  isPrivate(): boolean;
  becomePrivate(): void;
}

/** Throws where the file is there and cannot be understood: guessing would be trust on first use. */
export function openMembershipStore(stateFolder: string): MembershipStore {
  const path = join(stateFolder, 'membership.json');
  let file = read(path);
  const keep = (next: MembershipFile): void => {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    writeFileAtomically(path, `${JSON.stringify(next)}\n`, 0o600);
    file = next;
  };
  return {
    membership: () => file.membership,
    invitation: () => file.invitation,
    invite: (invitation) => keep({ ...file, invitation }),
    join: (membership) => keep({ membership, private: file.private }),
    setStanding: (standing) => {
      const { membership } = file;
      if (membership === undefined || membership.standing === standing) return;
      keep({ ...file, membership: { ...membership, standing } });
    },
    setServerKeys: (keys) => {
      const { membership } = file;
      if (membership === undefined || membership.serverKeys.join() === keys.join()) return;
      keep({ ...file, membership: { ...membership, serverKeys: [...keys] } });
    },
    setServer: (server) => {
      const { membership } = file;
      if (membership !== undefined && membership.server !== server)
        keep({ ...file, membership: { ...membership, server } });
    },
    reached: () => file.reached,
    reach: (reached) => {
      const before = file.reached;
      const next = {
        ...higher('release', before, reached),
        ...higher('assignment', before, reached),
        signedTime: Math.max(before?.signedTime ?? 0, Math.floor(reached.signedTime)),
      };
      const isLater = next.signedTime - (before?.signedTime ?? 0) >= worthKeepingMs;
      const isHigher =
        next.release?.number !== before?.release?.number ||
        next.assignment?.number !== before?.assignment?.number;
      if (file.membership !== undefined && (isHigher || isLater)) keep({ ...file, reached: next });
    },
    isPrivate: () => file.private,
    becomePrivate: () => {
      if (!file.private) keep({ ...file, private: true });
    },
  };
}

function higher<N extends 'release' | 'assignment'>(
  name: N,
  before: Reached | undefined,
  after: Reached,
): { readonly [K in N]?: Static<typeof Mark> } {
  const one = before?.[name];
  const other = after[name];
  const highest = one === undefined || (other !== undefined && other.number > one.number) ? other : one;
  return highest === undefined ? {} : ({ [name]: highest } as { [K in N]: Static<typeof Mark> });
}

function read(path: string): MembershipFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return { private: false };
    throw fault;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!check.Check(value)) throw new Error('membership.json is damaged: enrol this PC again');
  return value;
}
