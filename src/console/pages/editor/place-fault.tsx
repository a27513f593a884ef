import { ValidationMessage } from '@digdir/designsystemet-react';
import { useEditing } from './editing-context.ts';

/** What is wrong with a group of fields, where no field of it can say so. It can be given the focus. */
export function PlaceFault({ place }: { readonly place: string }) {
  const { error } = useEditing().errorAt(place);
  if (error === undefined) return null;
  return (
    <ValidationMessage tabIndex={-1} data-place={place}>
      {error}
    </ValidationMessage>
  );
}
