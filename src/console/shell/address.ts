import { useNavigate, useSearch } from '@tanstack/react-router';

export type AddressTexts = { readonly [name: string]: string };

/** What stands behind the `?` of the page's address, and how to change it: undefined or nothing takes a text out. */
export function useAddress(): readonly [
  AddressTexts,
  (changes: { readonly [name: string]: string | undefined }) => void,
] {
  const search: AddressTexts = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    search,
    (changes) =>
      void navigate({ to: '.', search: withChanges(search, changes), replace: true, resetScroll: false }),
  ];
}

export const withChanges = (
  search: AddressTexts,
  changes: { readonly [name: string]: string | undefined },
): AddressTexts =>
  Object.fromEntries(
    Object.entries({ ...search, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
