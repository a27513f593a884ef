import type { MembershipStore } from '#agent/enrolment/membership.ts';
import type { LiveCatalogue } from '#agent/facts/live-catalogue.ts';
import { createPolicyStore, type PolicyStore } from '#agent/intake/policy-store.ts';
import type { OfflineCodes } from '#agent/offline-code/port.ts';
import type { State } from '#agent/state/port.ts';
import { effectivePolicy } from '#policy/effective.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { FaultReporter } from './faults.ts';

export type HeldPolicyParts = {
  readonly state: State;
  readonly members: MembershipStore;
  readonly codes: Pick<OfflineCodes, 'inForce'>;
  readonly catalogue: LiveCatalogue;
  readonly faults: FaultReporter;
  /** Signed time. */
  readonly now: () => number;
  /** What is in force until something was read or came. */
  readonly before: PolicyInForce | undefined;
  /** A release brought other catalogue entries. */
  readonly onCatalogue: () => void;
};

/** The policy that this device holds, and what of it is in force. */
export interface HeldPolicy {
  readonly inForce: PolicyInForce | undefined;
  /** Signed time, epoch ms. */
  readonly appliedAt: number | undefined;
  /** There is none before the device belongs to an organisation. */
  readonly store: PolicyStore | undefined;
  deviceClass(): DeviceClass;
  /** Reads what is held, once the device belongs to an organisation. */
  open(): void;
  /** What is held is in force from now on. */
  take(): void;
  /** A code was redeemed, or its hours are over. */
  takeCodes(): void;
}

export const createHeldPolicy = (parts: HeldPolicyParts): HeldPolicy => new Held(parts);

class Held implements HeldPolicy {
  inForce: PolicyInForce | undefined;
  appliedAt: number | undefined;
  store: PolicyStore | undefined;
  readonly #parts: HeldPolicyParts;

  constructor(parts: HeldPolicyParts) {
    this.#parts = parts;
    this.inForce = parts.before;
  }

  deviceClass(): DeviceClass {
    return this.#parts.members.isPrivate() ? 'private' : assignedClass(this.store);
  }

  open(): void {
    const { faults, members, state } = this.#parts;
    const membership = members.membership();
    if (membership === undefined || this.store !== undefined) return;
    this.store = createPolicyStore(state, membership, members.reached());
    for (const fault of this.store.loadFaults) faults.report('state-damaged', fault);
    this.take();
  }

  take(): void {
    const { catalogue, codes, now, onCatalogue } = this.#parts;
    const held = this.store?.held();
    if (held === undefined) return;
    const { assignment, fragments, pauses, release } = held;
    const place = { unit: assignment.unit, labels: assignment.labels, class: this.deviceClass() };
    this.inForce = {
      policy: effectivePolicy(release, fragments, place),
      exemptions: [...assignment.exemptions, ...codes.inForce()],
      pauses,
    };
    this.appliedAt = now();
    if (catalogue.take(fragments.toReversed().flatMap(({ apps }) => apps))) onCatalogue();
  }

  takeCodes(): void {
    if (this.inForce === undefined) return;
    const granted = this.inForce.exemptions.filter(({ lowersTo }) => lowersTo === undefined);
    this.inForce = { ...this.inForce, exemptions: [...granted, ...this.#parts.codes.inForce()] };
  }
}

/** The server cannot make a work PC private: then nothing about it would be reported. */
function assignedClass(store: PolicyStore | undefined): DeviceClass {
  const assigned = store?.held()?.assignment.class ?? 'service';
  return assigned === 'private' ? 'service' : assigned;
}
