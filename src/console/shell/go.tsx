import { Button, Link as DsLink } from '@digdir/designsystemet-react';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

/** A link to a page of the console, typed by the router. */
export const Go = createLink(DsLink);

function LinkAsButton({
  children,
  variant,
  ...rest
}: ComponentProps<'a'> & Pick<ComponentProps<typeof Button>, 'variant'>) {
  return (
    <Button asChild {...(variant === undefined ? {} : { variant })}>
      <a {...rest}>{children}</a>
    </Button>
  );
}
/** A link to a page of the console that looks like a button. */
export const GoButton = createLink(LinkAsButton);
