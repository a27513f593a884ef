import type { State } from '#agent/state/port.ts';
import type { Assignment, Pause } from '#policy/assignment.ts';
import { pathToRoot, readFragment, type ReadFragment } from '#policy/effective.ts';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { payloadTypes, type Release } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { openEnvelope } from '#runtime/signature.ts';
import { DocumentRows } from './document-rows.ts';
import {
  sha256,
  verifyAssignment,
  verifyPause,
  verifyRelease,
  type DocumentFault,
  type HighMark,
  type Trust,
  type Verified,
} from './verify.ts';

/** What the device goes by: complete and verified. */
export type HeldPolicy = {
  readonly release: Release;
  readonly fragments: readonly ReadFragment[];
  readonly assignment: Assignment;
  readonly pauses: readonly Pause[];
};
/** What an offer led to. */
export type Taken = {
  /** Whether `held()` is another one than before. */
  readonly changed: boolean;
  /** Hashes of fragments that must arrive before what was offered can take effect. */
  readonly missing: readonly string[];
};
export type Taking = Outcome<Taken, DocumentFault>;

/**
 * Last good policy. A newly offered release or assignment takes effect in one transaction once everything that the
 * device needs of it is here; until then the one before stands.
 */
export interface PolicyStore {
  held(): HeldPolicy | undefined;
  /** The release of `held`, also before there is an assignment: it names the server's keys. */
  release(): Release | undefined;
  offerRelease(envelope: Envelope): Taking;
  offerFragment(hash: string, body: string): Taking;
  offerAssignment(envelope: Envelope, now: number): Taking;
  offerPause(envelope: Envelope, now: number): Taking;
  /** Fragments that are still wanted. */
  missing(): readonly string[];
  /** The newest documents do not fit together: no release that is here has the unit that the assignment names. */
  readonly waitsForUnit: boolean;
  /** When the newest release that was seen was signed, epoch ms: by the organisation's key alone. 0: none yet. */
  readonly signedByOrganisation: number;
  readonly highestRelease: number;
  readonly highMarks: HighMarks;
  readonly assignmentSerial: number;
  /** What was refused when the state was loaded: it was damaged or meddled with, and is ignored. */
  readonly loadFaults: readonly DocumentFault[];
}

/** The highest numbers that this device believed, kept outside of the database, which may be lost. */
export type HighMarks = { readonly release?: HighMark; readonly assignment?: HighMark };

export function createPolicyStore(state: State, trust: Trust, floor: HighMarks = {}): PolicyStore {
  return new StoredPolicy(state, trust, floor);
}

type HeldAssignment = Verified<Assignment> & { readonly envelope: Envelope };

class StoredPolicy implements PolicyStore {
  readonly loadFaults: DocumentFault[] = [];
  readonly #state: State;
  readonly #rows: DocumentRows;
  readonly #trust: Trust;
  #release: Verified<Release> | undefined;
  #staged: Verified<Release> | undefined;
  #assignment: HeldAssignment | undefined;
  #stagedAssignment: HeldAssignment | undefined;
  #pauses: readonly Pause[] = [];
  #fragments = new Map<string, ReadFragment>();
  #highest: HighMark | undefined;
  #highestSerial: HighMark | undefined;
  #held: HeldPolicy | undefined;

  constructor(state: State, trust: Trust, floor: HighMarks) {
    this.#state = state;
    this.#rows = new DocumentRows(state);
    this.#trust = trust;
    this.#load(floor);
  }

  held(): HeldPolicy | undefined {
    return this.#held;
  }
  release(): Release | undefined {
    return this.#release?.document;
  }
  get highestRelease(): number {
    return this.#highest?.number ?? 0;
  }
  get highMarks(): HighMarks {
    return {
      ...(this.#highest === undefined ? {} : { release: this.#highest }),
      ...(this.#highestSerial === undefined ? {} : { assignment: this.#highestSerial }),
    };
  }
  get signedByOrganisation(): number {
    return Math.max(this.#staged?.document.issuedAt ?? 0, this.#release?.document.issuedAt ?? 0);
  }
  get waitsForUnit(): boolean {
    const release = this.#staged ?? this.#release;
    const assignment = this.#stagedAssignment ?? this.#assignment;
    return release !== undefined && assignment !== undefined && !hasUnit(release, assignment);
  }
  get assignmentSerial(): number {
    return this.#assignment?.document.serial ?? 0;
  }

  offerRelease(envelope: Envelope): Taking {
    const verified = verifyRelease(envelope, this.#trust, this.#highest);
    if (!verified.ok) return verified;
    if (verified.value.digest === this.#release?.digest) return ok(this.#settle());
    this.#state.transaction(() => {
      this.#highest = { number: verified.value.document.version, digest: verified.value.digest };
      this.#rows.putMark('release', this.#highest);
      this.#rows.putDocument('staged-release', envelope);
    });
    this.#staged = verified.value;
    return ok(this.#settle());
  }

  offerFragment(hash: string, body: string): Taking {
    const version = (this.#staged ?? this.#release)?.document.version ?? 0;
    // Nothing that was not asked for is stored: a server cannot fill the disk.
    if (!this.missing().includes(hash)) return ok({ changed: false, missing: this.missing() });
    const read = sha256(body) === hash ? readFragmentText(body) : undefined;
    if (read === undefined) return fail({ code: 'fragment-hash', version });
    this.#rows.putFragment(hash, body);
    this.#fragments.set(hash, read);
    return ok(this.#settle());
  }

  offerAssignment(envelope: Envelope, now: number): Taking {
    const release = this.#staged ?? this.#release;
    const verified = verifyAssignment(envelope, {
      trust: this.#trust,
      serverKeys: release?.document.serverKeys ?? [],
      highest: this.#highestSerial,
      now,
    });
    if (!verified.ok) return verified;
    if (verified.value.digest === this.#assignment?.digest) return ok(this.#settle());
    this.#state.transaction(() => {
      this.#highestSerial = { number: verified.value.document.serial, digest: verified.value.digest };
      this.#rows.putMark('assignment', this.#highestSerial);
      this.#rows.putDocument('staged-assignment', envelope);
    });
    this.#stagedAssignment = { ...verified.value, envelope };
    const taken = this.#settle();
    const unplaced = this.#stagedAssignment !== undefined && release !== undefined;
    if (unplaced && !hasUnit(release, this.#stagedAssignment))
      return fail({ code: 'unit-unknown', version: verified.value.document.serial });
    return ok(taken);
  }

  offerPause(envelope: Envelope, now: number): Taking {
    const release = this.#release?.document;
    if (release === undefined) return fail({ code: 'key-not-named', version: 0 });
    const verified = verifyPause(envelope, this.#trust, release);
    if (!verified.ok) return verified;
    const pause = verified.value.document;
    const known = this.#pauses.find(({ ban }) => ban === pause.ban);
    if (known !== undefined && known.serial >= pause.serial)
      return known.serial === pause.serial
        ? ok({ changed: false, missing: this.missing() })
        : fail({ code: 'rollback', version: pause.serial });
    const kept = this.#pauses.filter(({ ban, until }) => ban !== pause.ban && until > now);
    this.#state.transaction(() => {
      this.#rows.keepPauses(kept.map(({ ban }) => ban));
      this.#rows.putPause(pause.ban, envelope);
    });
    this.#pauses = [...kept, pause];
    if (this.#held !== undefined) this.#held = { ...this.#held, pauses: this.#pauses };
    return ok({ changed: true, missing: this.missing() });
  }

  missing(): readonly string[] {
    const { release, assignment } = this.#newest();
    if (release === undefined || assignment === undefined) return [];
    return needed(release.document, assignment.document).filter((hash) => !this.#fragments.has(hash));
  }

  /**
   * What would be held next. An assignment to a unit that the release does not have would mean no ban at all: it waits
   * for a release that has it, and what was assigned before goes on.
   */
  #newest(): {
    readonly release: Verified<Release> | undefined;
    readonly assignment: HeldAssignment | undefined;
  } {
    const release = this.#staged ?? this.#release;
    const [fitting] = [this.#stagedAssignment, this.#assignment].filter(
      (one) => one !== undefined && release !== undefined && hasUnit(release, one),
    );
    return { release, assignment: fitting };
  }

  /** Makes what was offered the held one if it is complete. */
  #settle(): Taken {
    const missing = this.missing();
    const { release, assignment } = this.#newest();
    const isAssigned = this.#stagedAssignment ?? this.#assignment;
    if (assignment === undefined && isAssigned !== undefined) return { changed: false, missing };
    const takesAssignment = assignment !== undefined && assignment === this.#stagedAssignment;
    const news = this.#staged !== undefined || takesAssignment;
    if (release === undefined || missing.length > 0) return { changed: false, missing };
    const wanted = assignment === undefined ? [] : needed(release.document, assignment.document);
    const isWhole = this.#held?.fragments.length === wanted.length;
    if (!news && isWhole) return { changed: false, missing };
    // A release that no longer names the key of the assignment waits for an assignment by a key that it does name.
    if (assignment !== undefined && !isSignedBy(assignment.envelope, release.document.serverKeys))
      return { changed: false, missing };
    this.#state.transaction(() => {
      this.#rows.promote('release');
      if (takesAssignment) this.#rows.promote('assignment');
      if (assignment !== undefined) this.#rows.keepFragments(wanted);
    });
    this.#release = release;
    this.#assignment = assignment;
    this.#staged = undefined;
    if (takesAssignment) this.#stagedAssignment = undefined;
    for (const hash of this.#fragments.keys()) if (!wanted.includes(hash)) this.#fragments.delete(hash);
    const before = this.#held;
    this.#held = this.#compose();
    return { changed: this.#held !== undefined || before !== undefined, missing };
  }

  #compose(): HeldPolicy | undefined {
    if (this.#release === undefined || this.#assignment === undefined) return undefined;
    const fragments = needed(this.#release.document, this.#assignment.document)
      .map((hash) => this.#fragments.get(hash))
      .filter((fragment) => fragment !== undefined);
    return {
      release: this.#release.document,
      fragments,
      assignment: this.#assignment.document,
      pauses: this.#pauses,
    };
  }

  #load(floor: HighMarks): void {
    this.#highest = higher(this.#rows.mark('release'), floor.release);
    this.#highestSerial = higher(this.#rows.mark('assignment'), floor.assignment);
    this.#release = this.#reloadRelease('release');
    this.#staged = this.#reloadRelease('staged-release');
    const newest = this.#staged ?? this.#release;
    if (this.#release !== undefined) this.#assignment = this.#reloadAssignment('assignment', this.#release);
    if (newest !== undefined) this.#stagedAssignment = this.#reloadAssignment('staged-assignment', newest);
    for (const [hash, body] of this.#rows.fragments()) {
      const read = sha256(body) === hash ? readFragmentText(body) : undefined;
      if (read === undefined) this.loadFaults.push({ code: 'fragment-hash', version: 0 });
      else this.#fragments.set(hash, read);
    }
    if (this.#release !== undefined) this.#pauses = this.#reloadPauses(this.#release.document);
    // What is good goes on: an ancestor's fragment that was damaged is asked for again, the others stand.
    this.#held = this.#compose();
    this.#settle();
  }

  #reloadRelease(row: 'release' | 'staged-release'): Verified<Release> | undefined {
    const envelope = this.#rows.document(row);
    if (envelope === 'absent') return undefined;
    if (envelope === 'damaged') return this.#refuse({ code: 'malformed', version: 0 });
    // The high mark was checked when it came; a held release may be lower than the highest seen.
    const verified = verifyRelease(envelope, this.#trust, undefined);
    return verified.ok ? verified.value : this.#refuse(verified.fault);
  }

  #reloadAssignment(
    row: 'assignment' | 'staged-assignment',
    release: Verified<Release>,
  ): HeldAssignment | undefined {
    const envelope = this.#rows.document(row);
    if (envelope === 'absent') return undefined;
    if (envelope === 'damaged') return this.#refuse({ code: 'malformed', version: 0 });
    const { serverKeys } = release.document;
    const verified = verifyAssignment(envelope, {
      trust: this.#trust,
      serverKeys,
      highest: undefined,
      now: undefined,
    });
    if (!verified.ok) return this.#refuse(verified.fault);
    if (row === 'assignment' && !hasUnit(release, verified.value))
      return this.#refuse({ code: 'unit-unknown', version: verified.value.document.serial });
    return { ...verified.value, envelope };
  }

  #reloadPauses(release: Release): readonly Pause[] {
    return this.#rows.pauses().flatMap((envelope) => {
      const verified = verifyPause(envelope, this.#trust, release);
      if (!verified.ok) this.loadFaults.push(verified.fault);
      return verified.ok ? [verified.value.document] : [];
    });
  }

  #refuse(fault: DocumentFault): undefined {
    this.loadFaults.push(fault);
  }
}

const isSignedBy = (envelope: Envelope, keys: readonly string[]): boolean =>
  openEnvelope(envelope, payloadTypes.assignment, keys) !== undefined;

const hasUnit = (release: Verified<Release>, { document }: Verified<Assignment>): boolean =>
  pathToRoot(release.document.organisation.units, document.unit).length > 0;

function higher(one: HighMark | undefined, other: HighMark | undefined): HighMark | undefined {
  return one === undefined || (other !== undefined && other.number > one.number) ? other : one;
}

function needed(release: Release, assignment: Assignment): readonly string[] {
  const byUnit = new Map(release.fragments.map(({ unit, sha256: hash }) => [unit, hash] as const));
  return pathToRoot(release.organisation.units, assignment.unit)
    .map((unit) => byUnit.get(unit))
    .filter((hash) => hash !== undefined);
}

function readFragmentText(body: string): ReadFragment | undefined {
  try {
    return readFragment(JSON.parse(body));
  } catch {
    return undefined;
  }
}
