import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { classOf, type DeviceRow } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { chainOf, findBan, type Published } from '#server/policies/index.ts';
import { notFound, termsForbid, type Refusal } from '#server/store/refusal.ts';
import { checkTerms, checkUnit, type UnitQuestion } from './terms.ts';

type Wanted = { readonly ban: string; readonly from: number; readonly until: number };

export type Standing = ReturnType<typeof createStanding>;

/** Who may decide what, by the release in force. */
export function createStanding(published: () => Published | undefined, now: () => number) {
  const unitQuestion = (
    operator: Operator,
    device: DeviceRow,
    id: string,
  ): (UnitQuestion & { readonly release: Published['release'] }) | undefined => {
    const current = published();
    const found = current === undefined ? undefined : findBan(current, device.unit, id);
    if (current === undefined || found === undefined) return undefined;
    const { release } = current;
    return {
      release,
      ban: found.ban,
      ownerChain: chainOf(release, found.owner),
      deviceChain: chainOf(release, device.unit),
      operatorUnit: unitOf(operator, release),
    };
  };

  return {
    /** How many approvers the terms demand, if they allow it at all. */
    mayGrant: (
      operator: Operator,
      device: DeviceRow,
      { ban, from, until }: Wanted,
    ): Outcome<1 | 2, Refusal> => {
      const question = unitQuestion(operator, device, ban);
      if (question === undefined) return fail(notFound('ban for this device'));
      const allowed = checkTerms({
        ...question,
        serverMayExempt: question.release.organisation.limits.exemptions,
        deviceClass: classOf(device),
        from,
        until,
        now: now(),
      });
      return allowed.ok ? ok(question.ban.exemptions.approvers ?? 1) : allowed;
    },

    /** Whether codes over the telephone may be given for this ban on this device. */
    allowsCodes: (device: DeviceRow, ban: string): boolean => {
      const current = published();
      const found = current === undefined ? undefined : findBan(current, device.unit, ban);
      return found?.ban.exemptions.offlineCodes === true;
    },

    /** Whether this operator may deny or end it. For a ban that is no more, the units of the device may. */
    mayEnd: (operator: Operator, device: DeviceRow, ban: string): Outcome<undefined, Refusal> => {
      const question = unitQuestion(operator, device, ban);
      if (question !== undefined) return checkUnit(question);
      const current = published();
      return current !== undefined &&
        chainOf(current.release, device.unit).includes(unitOf(operator, current.release))
        ? ok(undefined)
        : fail(termsForbid('only the units of this PC may decide on it'));
    },

    /** The approvers that a request from a device of this unit will need; one where the ban is no more. */
    approversFor: (unit: string | undefined, ban: string): 1 | 2 => {
      const current = published();
      if (current === undefined || unit === undefined) return 1;
      return findBan(current, unit, ban)?.ban.exemptions.approvers ?? 1;
    },
  };
}

/**
 * The unit for which an operator speaks. The first administrator is made before there is an org tree and is for the
 * organisation as a whole: where no unit has the organisation's id, that is the root.
 */
function unitOf(operator: Operator, { organisation }: Published['release']): string {
  const { id, units } = organisation;
  if (operator.unit !== id || units.some((unit) => unit.id === id)) return operator.unit;
  return units.find(({ parent }) => parent === undefined)?.id ?? operator.unit;
}
