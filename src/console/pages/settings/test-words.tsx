import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useWords } from '../../shell/words.tsx';

type Delivery = ResponseOf<'testMail'>;

const whyOf = ({ why, status }: Delivery): string => why ?? (status === undefined ? '–' : `HTTP ${status}`);

/** How a try to reach another system ended. */
export function TestWords({ delivery }: { readonly delivery: Delivery | undefined }) {
  const { say } = useWords();
  return (
    <div role="status">
      {delivery !== undefined && (
        <Alert data-color={delivery.ok ? 'success' : 'warning'}>
          <Paragraph>
            {delivery.ok ? say('settings.test.ok') : say('settings.test.failed', { why: whyOf(delivery) })}
          </Paragraph>
        </Alert>
      )}
    </div>
  );
}

/** The last try, in a line. */
export function LastTry({ delivery }: { readonly delivery: Delivery }) {
  const { say } = useWords();
  return (
    <Paragraph className="quiet">
      {say('settings.test.last', { at: delivery.at })}:{' '}
      {delivery.ok ? say('settings.test.ok') : say('settings.test.failed', { why: whyOf(delivery) })}
    </Paragraph>
  );
}
