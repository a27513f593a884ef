import { InvalidArgumentError } from 'commander';
import { announcementKinds, type AnnouncementKind } from '#protocol/announcement.ts';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Delivery } from '#protocol/console-outlets.ts';
import type { Cli } from './cli.ts';
import { failing, type CliFault } from './cli-fault.ts';
import { moment } from './moments.ts';

export const deliveryWords = ({ at, ok: went, status, why }: Delivery): string =>
  [moment(at), went ? 'arrived' : 'failed', status, why].filter((part) => part !== undefined).join(' ');

export function showDelivery(cli: Cli, delivery: Delivery): void {
  if (delivery.ok) cli.out.line(deliveryWords(delivery));
}

/** That a test message did not arrive is a failure of the command, too. */
export const deliveryFault = ({ ok: went, status, why }: Delivery): Outcome<undefined, CliFault> =>
  went
    ? ok(undefined)
    : failing(
        'unreachable',
        `it did not arrive${status === undefined ? '' : ` (status ${status})`}${why === undefined ? '' : `: ${why}`}`,
      );

/** Kinds of announcements, comma-separated. */
export const kindsValue = (text: string): readonly AnnouncementKind[] =>
  text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const kind = announcementKinds.find((one) => one === part.trim());
      if (kind === undefined)
        throw new InvalidArgumentError(
          `There is no kind \`${part}\`. They are: ${announcementKinds.join(', ')}.`,
        );
      return kind;
    });
