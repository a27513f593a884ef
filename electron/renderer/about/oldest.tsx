import { Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useTray } from '../tray-context.ts';

/** The list ends here. It takes the focus of the button that led to it and is gone now. */
export function Oldest({ takeFocus }: { readonly takeFocus: boolean }) {
  const { say } = useTray();
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takeFocus) end.current?.focus({ preventScroll: true });
  }, [takeFocus]);
  return (
    <Paragraph ref={end} tabIndex={-1} className="quiet page-heading">
      {say('about.oldest')}
    </Paragraph>
  );
}
