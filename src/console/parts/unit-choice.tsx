import { intlLocaleOf } from '#locales/intl-locale.ts';
import { useOperation } from '../api/use-operation.ts';
import { useWords } from '../shell/words.tsx';
import { unitTree } from '../view-models/unit-tree.ts';
import { Choice } from './choice.tsx';

/** One of the units that the operator may speak for. `none`: the words for no unit, where that may be chosen. */
export function UnitChoice(props: {
  readonly value: string;
  readonly onChoose: (unit: string) => void;
  readonly none?: string;
  readonly label?: string;
}) {
  const { say, language } = useWords();
  const units = useOperation('listUnits');
  const tree = unitTree(units.data?.units ?? [], intlLocaleOf(language)).filter(
    ({ unit }) => unit.outside !== true,
  );
  const outermost = Math.min(...tree.map(({ depth }) => depth));
  const known = props.value === '' || tree.some(({ unit }) => unit.unit === props.value);
  return (
    <Choice
      label={props.label ?? say('shell.unit')}
      value={props.value}
      options={[
        ...(props.none === undefined ? [] : [{ value: '', name: props.none }]),
        // Not loaded yet, or not in the tree: what is so stays so.
        ...(known ? [] : [{ value: props.value, name: props.value }]),
        ...tree.map(({ unit, depth }) => ({
          value: unit.unit,
          name: `${'\u00a0'.repeat((depth - outermost) * 3)}${unit.name}`,
        })),
      ]}
      onChoose={props.onChoose}
    />
  );
}
