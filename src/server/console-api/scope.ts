import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { DeviceRow } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { AnswerPorts } from './answers.ts';

/** What an operator may see: that unit and all below it. `within` is absent where that is everything. */
export type Scope = { readonly unit: string; readonly within: readonly string[] | undefined };
type ScopePorts = Pick<AnswerPorts, 'rootUnit' | 'unitExists' | 'unitsUnder' | 'unitOf'>;

export function scopeOf(ports: ScopePorts, operator: Operator): Scope {
  const unit = ports.unitOf(operator);
  return { unit, within: unit === ports.rootUnit() ? undefined : ports.unitsUnder(unit) };
}

/** The operator's scope narrowed to a unit that was named; refused where it lies outside. */
export function narrowed(
  ports: ScopePorts,
  operator: Operator,
  unit: string | undefined,
): Outcome<Scope, Refusal> {
  const scope = scopeOf(ports, operator);
  if (unit === undefined || unit === scope.unit) return ok(scope);
  if (scope.within?.includes(unit) === false)
    return fail({ problem: 'outside-unit', detail: `${unit} lies outside ${scope.unit}` });
  if (!ports.unitExists(unit)) return fail(notFound('unit'));
  return ok({ unit, within: unit === ports.rootUnit() ? undefined : ports.unitsUnder(unit) });
}

export const sees = ({ within }: Scope, row: Pick<DeviceRow, 'unit'>): boolean =>
  within?.includes(row.unit) !== false;

/** The device, for whoever may see it: to others it is not there. */
export async function seenDevice(
  ports: ScopePorts & Pick<AnswerPorts, 'devices'>,
  operator: Operator,
  device: string,
): Promise<Outcome<DeviceRow, Refusal>> {
  const row = await ports.devices.find(device);
  return row !== undefined && sees(scopeOf(ports, operator), row) ? ok(row) : fail(notFound('device'));
}
