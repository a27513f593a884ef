import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Outcome } from '#policy/outcome.ts';
import { eventTypes, type StoredEvent } from '#protocol/console-devices.ts';
import type { Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { describeEvent } from '../event-words.ts';
import { idValue, slugValue, wholeNumber } from '../option-values.ts';
import { openApi, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

type EventsOptions = ServerOptions & {
  follow?: boolean;
  ban?: string;
  device?: string;
  type?: string;
  after?: number;
  limit?: number;
};
type Filter = {
  readonly ban?: string;
  readonly device?: string;
  readonly type?: StoredEvent['body']['type'];
};
const pageSize = 500;
const waitSeconds = 25;

export const setUpEvents: CommandSetup = (command, cli) => {
  withServerOptions(command)
    .option('--follow', 'go on with what comes, from now or from --after, until Ctrl-C')
    .option('--ban <id>', 'only this ban', slugValue)
    .option('--device <id>', 'only this PC', idValue)
    .option('--type <type>', `only one of: ${eventTypes.join(', ')}`)
    .option('--after <cursor>', 'only what came after this event', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--limit <n>', 'end after so many', wholeNumber(1, 100_000_000));
  withExamples(
    command,
    'portvakt events --ban tiktok',
    'portvakt events --follow',
    'portvakt events --follow --json --after 0 | your-siem    (one JSON object on each line)',
  );
  command.action(
    cli.handled(async (options: EventsOptions): Promise<Outcome<unknown, CliFault>> => {
      const type = eventTypes.find((one) => one === options.type);
      if (options.type !== undefined && type === undefined)
        return failing('usage', `--type is one of: ${eventTypes.join(', ')}`);
      const api = openApi(cli, options);
      if (!api.ok) return api;
      const show = (event: StoredEvent): void =>
        options.json === true ? cli.out.jsonLine(event) : cli.out.line(describeEvent(event));
      const reading: Reading = {
        cli,
        api: api.value,
        filter: defined({ ban: options.ban, device: options.device, type }),
        most: options.limit ?? Number.POSITIVE_INFINITY,
        show,
      };
      return options.follow === true ? follow(reading, options.after) : readAll(reading, options.after ?? 0);
    }),
  );
};

type Reading = {
  readonly cli: Cli;
  readonly api: Api;
  readonly filter: Filter;
  readonly most: number;
  readonly show: (event: StoredEvent) => void;
};

async function readAll(
  { cli, api, filter, most, show }: Reading,
  from: number,
): Promise<Outcome<unknown, CliFault>> {
  let cursor = from;
  let shown = 0;
  while (shown < most) {
    const limit = Math.min(pageSize, most - shown);
    const page = await api.call('listEvents', { query: { ...filter, after: cursor, limit } });
    if (!page.ok) return page;
    page.value.events.forEach(show);
    shown += page.value.events.length;
    if (page.value.events.length < limit || page.value.cursor <= cursor) break;
    cursor = page.value.cursor;
  }
  if (shown === 0) cli.out.note('No such events.');
  return ok(undefined);
}

/** Goes on through restarts of the server: it says once that it waits, and once that it goes on. */
async function follow(
  { cli, api, filter, most, show }: Reading,
  from: number | undefined,
): Promise<Outcome<unknown, CliFault>> {
  let cursor = from;
  let shown = 0;
  let tries = 0;
  while (shown < most) {
    const page: Outcome<{ events: readonly StoredEvent[]; cursor: number }, CliFault> =
      cursor === undefined
        ? await newest(api)
        : await api.call('listEvents', {
            query: { ...filter, after: cursor, limit: Math.min(pageSize, most - shown), wait: waitSeconds },
          });
    if (!page.ok) {
      if (page.fault.exit !== 'unreachable') return page;
      if (tries === 0) cli.out.note(`${page.fault.message}; trying again`);
      tries += 1;
      await pause(Math.min(30_000, 250 * 2 ** Math.min(tries, 7)) * (0.5 + Math.random() / 2));
      continue;
    }
    if (tries > 0) cli.out.note('The server answers again; nothing was missed.');
    tries = 0;
    page.value.events.forEach(show);
    shown += page.value.events.length;
    ({ cursor } = page.value);
  }
  return ok(undefined);
}

/** The cursor of the newest event: the server answers a cursor beyond its end with its end. */
async function newest(
  api: Api,
): Promise<Outcome<{ events: readonly StoredEvent[]; cursor: number }, CliFault>> {
  const beyond = Number.MAX_SAFE_INTEGER;
  const page = await api.call('listEvents', { query: { after: beyond, limit: 1 } });
  if (!page.ok) return page;
  return ok({ events: [], cursor: page.value.cursor === beyond ? 0 : page.value.cursor });
}
