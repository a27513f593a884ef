import { useOperation } from '../api/use-operation.ts';

/** What people call a unit; its id where the operator may not know it, or until the names have come. */
export function useUnitName(): (unit: string) => string {
  const { data } = useOperation('listUnits');
  return (unit) => data?.units.find((one) => one.unit === unit)?.name ?? unit;
}
