import { readFileSync } from 'node:fs';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Person } from '#locales/person.ts';
import type { Notice } from '#protocol/notice.ts';
import { createLog } from '#runtime/log.ts';
import { createApi, type Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import type { CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { describeEvent } from '../event-words.ts';
import { moment } from '../moments.ts';
import { noticeWords } from '../notice-words.ts';
import { wholeNumber } from '../option-values.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';
import { showScreen } from '../up/screen.ts';
import { startTryOut, type TryOut } from '../up/try-out.ts';

type UpOptions = {
  readonly enforce?: boolean;
  readonly port: number;
  readonly data?: string;
  readonly run?: string;
  readonly guard: boolean;
  readonly verbose?: boolean;
};

export const setUpUp: CommandSetup = (command, cli) => {
  command
    .option('--enforce', 'apply the real bans on Telegram and TikTok instead of the harmless sample')
    .option('--port <n>', 'port of the server on 127.0.0.1 (0: any free one)', wholeNumber(0, 65_535), 0)
    .option('--data <folder>', 'keep everything in this folder instead of a temporary one')
    .option('--run <folder>', 'folder for the agent’s doors')
    .option('--no-guard', 'as root: stop what is banned after its start, instead of refusing the start')
    .option('--verbose', 'print the log too');
  withExamples(
    command,
    'portvakt up',
    'portvakt up --enforce',
    'portvakt up --data ~/portvakt-try --port 4711',
  );
  command.action(
    cli.handled(async (options: UpOptions): Promise<Outcome<void, CliFault>> => {
      cli.endByItself();
      const started = await startTryOut({
        enforce: options.enforce === true,
        port: options.port,
        guard: options.guard,
        log: createLog('portvakt', options.verbose === true ? 'info' : 'error'),
        ...defined({ data: options.data, run: options.run }),
      });
      if (!started.ok) return started;
      await using tried = started.value;
      const person = personOf(cli.env);
      showScreen(cli.out, person, tried, options.enforce === true);
      await Promise.all([tellNotices(cli, person, tried), tellEvents(cli, tried)]);
      return ok(undefined);
    }),
  );
};

/** Stands in for the tray: shows each notice of this account here, and says so to the agent. */
async function tellNotices(cli: Cli, person: Person, { person: agent }: TryOut): Promise<void> {
  const told = new Map<string, number>();
  const tell = (notice: Notice): void => {
    if (notice.acknowledgedAt !== undefined || told.get(notice.id) === notice.times) return;
    const again = told.has(notice.id) ? ` (${notice.times} times)` : '';
    const { title, paragraphs } = noticeWords(person, notice, cli.now());
    cli.out.heading(`${moment(cli.now())}  you are told: ${title}${again}`);
    if (again === '') for (const paragraph of paragraphs) cli.out.block(paragraph, 4);
    told.set(notice.id, notice.times);
    void agent.request({ type: 'shown', notice: notice.id });
  };
  using _ = agent.onAnnounced((message) => {
    if (message.type === 'notice') tell(message.notice);
  });
  await agent.request({ type: 'subscribe' });
  const waiting = await agent.request({ type: 'notices' });
  if (waiting.ok) for (const notice of waiting.value.notices.toReversed()) tell(notice);
  await aborted(cli.signal);
}

async function tellEvents(cli: Cli, tried: TryOut): Promise<void> {
  const token = readFileSync(tried.tokenFile, 'utf8').trim();
  const api: Api = createApi({ server: tried.apiUrl, token }, { signal: cli.signal });
  let after = 0;
  while (!cli.signal.aborted) {
    const answer = await api.call('listEvents', { query: { after, wait: 25, limit: 100 } });
    if (!answer.ok) {
      if (!cli.signal.aborted) cli.out.fault(answer.fault.message);
      return;
    }
    for (const event of answer.value.events) {
      cli.out.line(`IT sees: ${describeEvent(event)}`);
      after = event.cursor;
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
