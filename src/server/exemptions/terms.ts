import type { Ban } from '#policy/ban.ts';
import type { DeviceClass } from '#policy/facts.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { personKey } from '#server/operators/index.ts';
import { conflict, termsForbid, type Refusal } from '#server/store/refusal.ts';

const dayMs = 86_400_000;
const longestDaysByDefault = 366;

/** For whom an operator speaks, and who has a say on this ban and this device. */
export type UnitQuestion = {
  readonly ban: Ban;
  /** The unit that owns the ban and all above it. */
  readonly ownerChain: readonly string[];
  /** The device's unit and all above it. */
  readonly deviceChain: readonly string[];
  readonly operatorUnit: string;
};
/** What the ban's owner signed about exemptions, and who asks to grant one. */
export type TermsQuestion = UnitQuestion & {
  readonly serverMayExempt: boolean;
  readonly deviceClass: DeviceClass;
  readonly from: number;
  readonly until: number;
  readonly now: number;
};

/** Whether this operator may exempt this device from this ban for this time; the signed terms decide, not the role. */
export function checkTerms(question: TermsQuestion): Outcome<undefined, Refusal> {
  const { ban, from, until } = question;
  const terms = ban.exemptions;
  if (!question.serverMayExempt) return fail(termsForbid('the organisation lets no server grant exemptions'));
  if (!terms.allowed) return fail(termsForbid(`\`${ban.id}\` allows no exemption`));
  if (terms.classes !== undefined && !terms.classes.includes(question.deviceClass))
    return fail(
      termsForbid(
        `\`${ban.id}\` allows exemptions on ${terms.classes.join(' or ')} devices only, and this one is ${question.deviceClass}: exempt such a device instead, or set the class of this one first`,
      ),
    );
  if (until <= from || until <= question.now) return fail(termsForbid('it would end before it begins'));
  const longest = terms.longestDays ?? longestDaysByDefault;
  if (until - from > longest * dayMs)
    return fail(termsForbid(`\`${ban.id}\` allows at most ${longest} days`));
  return checkUnit(question);
}

/** Whether this operator's unit answers for this ban on this device: the owner, or a unit below where the owner lets it. */
export function checkUnit({
  ban,
  ownerChain,
  deviceChain,
  operatorUnit,
}: UnitQuestion): Outcome<undefined, Refusal> {
  const below = ban.exemptions.by === 'units-below' && deviceChain.includes(operatorUnit);
  return ownerChain.includes(operatorUnit) || below
    ? ok(undefined)
    : fail(termsForbid(`only ${ownerChain[0] ?? 'the owner'} may decide on exemptions from \`${ban.id}\``));
}

/** The approvers after this one; two approvers are two different people, told apart by their names. */
export function addApprover(present: readonly string[], name: string): Outcome<readonly string[], Refusal> {
  if (present.some((one) => personKey(one) === personKey(name)))
    return fail(conflict('you approved this already: the second approver is somebody else'));
  return ok([...present, name]);
}
