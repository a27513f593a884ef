import { Link } from '@tanstack/react-router';
import { useAddress } from '../shell/address.ts';
import './records.css';

/** The views of a page, as links: each has an address of its own. The first is shown where the address names none. */
export function Views<Id extends string>(props: {
  readonly label: string;
  readonly views: readonly { readonly id: Id; readonly name: string }[];
  readonly shown: Id;
  /** Texts of the address that belong to all views. */
  readonly keep?: readonly string[];
}) {
  const [search] = useAddress();
  const kept = Object.fromEntries(
    Object.entries(search).filter(([name]) => props.keep?.includes(name) === true),
  );
  const [first] = props.views;
  return (
    <nav aria-label={props.label} className="views">
      <ul>
        {props.views.map(({ id, name }) => (
          <li key={id}>
            <Link
              to="."
              search={id === first?.id ? kept : { ...kept, view: id }}
              activeOptions={{ exact: true, includeSearch: true }}
              resetScroll={false}
              {...(id === props.shown ? { 'aria-current': 'page' as const } : {})}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Which of the views the address names. */
export function useView<Id extends string>(ids: readonly [Id, ...Id[]]): Id {
  const [search] = useAddress();
  return ids.find((id) => id === search['view']) ?? ids[0];
}
