import { Option, type Command } from 'commander';
import type { Effect } from '#policy/ban.ts';
import { effects } from '#policy/effect-order.ts';
import type { EffectHere } from '#policy/pack.ts';
import type { CommandSetup } from '../cli.ts';
import { defined } from '../defined.ts';
import { several, slugValue, wholeNumber } from '../option-values.ts';
import {
  readPackEnvelope,
  readPublicKey,
  signPack,
  verifyPack,
  type SignPackOptions,
  type VerifyPackOptions,
} from '../pack-document.ts';
import { showPack, showState, showStates } from '../pack-words.ts';
import { createKey } from '../release-signing.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';
import { setUpOwnPacks } from './pack-own.ts';

type FollowOptions = ServerOptions & {
  readonly key: string;
  readonly mode: 'adopt' | 'hold';
  readonly highestEffect: Effect;
  readonly app?: readonly string[];
};
type TermOptions = ServerOptions & { readonly mode?: 'adopt' | 'hold'; readonly highestEffect?: Effect };
type ReasonOptions = ServerOptions & { readonly reason: string };

const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const isUrl = (text: string): boolean => /^https?:\/\//.test(text);
const mode = () =>
  new Option('--mode <mode>', 'a new version: put it in force at once, or hold it').choices([
    'adopt',
    'hold',
  ]);
const highest = () => new Option('--highest-effect <effect>', 'no ban of it does more here').choices(effects);

const withExampleOf = (parent: Command, name: string, example: string): Command =>
  withExamples(withServerOptions(parent.command(name)), example);

export const setUpPack: CommandSetup = (command, cli) => {
  const keygen = command
    .command('keygen')
    .description('make a key that signs packs; keep it offline, and a copy of it')
    .requiredOption('--out <path>', 'a file that is not there yet')
    .option('--no-passphrase', 'do not encrypt it')
    .option('--json', 'print JSON for scripts');
  withExamples(keygen, 'portvakt pack keygen --out pack-key.pem');
  keygen.action(
    cli.handled((options: { out: string; passphrase: boolean; json?: boolean }) => createKey(cli, options)),
  );

  const sign = command
    .command('sign')
    .description('check a pack and sign it; speaks to no server')
    .argument('<source>', 'the pack as a YAML file; `-` reads standard input')
    .requiredOption('--key <path>', 'the key (PEM)')
    .option('--out <path>', 'where the envelope goes (default: standard output)');
  withExamples(sign, 'portvakt pack sign tiktok.yaml --key pack-key.pem --out tiktok.json');
  sign.action(cli.handled((source: string, options: SignPackOptions) => signPack(cli, source, options)));

  const verify = command
    .command('verify')
    .description('check signature, content and test vectors; speaks to no server')
    .argument('<envelope>', 'file from `pack sign`; `-` reads standard input')
    .requiredOption('--key <key>', 'the public key of the authority in base64, or the file that holds it')
    .option('--json', 'print JSON for scripts');
  withExamples(verify, 'portvakt pack verify tiktok.json --key authority.pub');
  verify.action(cli.handled((path: string, options: VerifyPackOptions) => verifyPack(cli, path, options)));

  const inspect = withServerOptions(command.command('inspect'))
    .description('what a pack contains and who signed it; nothing is kept')
    .argument('<pack>', 'its address, or a file')
    .option('--key <key>', 'the public key of the authority (default: the one beside the address)');
  withExamples(inspect, 'portvakt pack inspect https://agency.example/packs/tiktok.json');
  inspect.action(
    cli.handled(async (from: string, options: ServerOptions & { key?: string }) => {
      const key = options.key === undefined ? undefined : readPublicKey(options.key);
      if (key?.ok === false) return key;
      const source = sourceOf(from);
      if (!source.ok) return source;
      const body = { ...source.value, ...defined({ authorityKey: key?.value }) };
      return callAndShow(
        cli,
        options,
        (api) => api.call('inspectPack', { body }),
        (answer) => {
          showPack(cli, answer);
          if (answer.signature !== 'by-given-key')
            cli.out.note(
              'Compare the fingerprint with what the authority says elsewhere before you follow it.',
            );
        },
      );
    }),
  );

  const follow = withServerOptions(command.command('follow'))
    .description('follow a pack under a key and terms of your own')
    .argument('<pack>', 'its address, or a file')
    .requiredOption('--key <key>', 'the public key of the authority, compared with what it says elsewhere')
    .addOption(mode().default('hold'))
    .addOption(highest().default('block'))
    .option('--app <ids>', 'only for these apps, comma-separated; may be repeated', several);
  withExamples(
    follow,
    'portvakt pack follow https://agency.example/packs/tiktok.json --key authority.pub --mode hold',
  );
  follow.action(
    cli.handled(async (from: string, options: FollowOptions) => {
      const key = readPublicKey(options.key);
      if (!key.ok) return key;
      const source = sourceOf(from);
      if (!source.ok) return source;
      const terms = { authorityKey: key.value, mode: options.mode, highestEffect: options.highestEffect };
      const body = { ...source.value, ...terms, ...defined({ apps: options.app && [...options.app] }) };
      return callAndShow(
        cli,
        options,
        (api) => api.call('followPack', { body }),
        (one) => showState(cli, one),
      );
    }),
  );

  withExampleOf(command, 'list', 'portvakt pack list')
    .description('the packs that are followed')
    .action(
      cli.handled((options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('listPacks', {}),
          ({ packs }) => showStates(cli, packs),
        ),
      ),
    );

  withExampleOf(command, 'show', 'portvakt pack show sample-tiktok')
    .description('one pack that is followed, and what differs in the version that waits')
    .argument('<pack>', 'its name', slugValue)
    .action(
      cli.handled((pack: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getPack', { params: { pack } }),
          (one) => {
            showState(cli, one);
            if (one.heldDiff === undefined) return;
            const { added, removed, changed } = one.heldDiff;
            cli.out.table(
              ['in the version that waits', 'bans'],
              [
                ['added', added.join(', ')],
                ['removed', removed.join(', ')],
                ['changed', changed.join(', ')],
              ],
            );
          },
        ),
      ),
    );

  withExampleOf(command, 'refresh', 'portvakt pack refresh sample-tiktok')
    .description('look for a newer version now')
    .argument('<pack>', 'its name', slugValue)
    .argument('[envelope]', 'a file that holds it; `-` reads standard input')
    .action(
      cli.handled(async (pack: string, path: string | undefined, options: ServerOptions) => {
        const envelope = path === undefined ? undefined : readPackEnvelope(path);
        if (envelope?.ok === false) return envelope;
        const body = defined({ envelope: envelope?.value });
        return callAndShow(
          cli,
          options,
          (api) => api.call('refreshPack', { params: { pack }, body }),
          (one) => showState(cli, one),
        );
      }),
    );

  withExampleOf(command, 'terms', 'portvakt pack terms sample-tiktok --mode hold')
    .description('change the terms under which a pack is followed')
    .argument('<pack>', 'its name', slugValue)
    .addOption(mode())
    .addOption(highest())
    .action(
      cli.handled((pack: string, options: TermOptions) =>
        callAndShow(
          cli,
          options,
          (api) =>
            api.call('setPackMode', {
              params: { pack },
              body: defined({ mode: options.mode, highestEffect: options.highestEffect }),
            }),
          (one) => showState(cli, one),
        ),
      ),
    );

  withExampleOf(command, 'adopt', 'portvakt pack adopt sample-tiktok 3')
    .description('put the version that waits in force')
    .argument('<pack>', 'its name', slugValue)
    .argument('<version>', 'the version that you looked at', version)
    .action(
      cli.handled((pack: string, wanted: number, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('adoptPackVersion', { params: { pack }, body: { version: wanted } }),
          (one) => showState(cli, one),
        ),
      ),
    );

  const weaken = withServerOptions(command.command('weaken'))
    .description('let a ban of a pack do less here; its own effect restores it')
    .argument('<pack>', 'its name', slugValue)
    .argument('<ban>', 'the ban, as the pack calls it', slugValue)
    .addArgument(command.createArgument('<effect>', '`none` declines it').choices(['none', ...effects]))
    .requiredOption('--reason <text>', 'why; kept in the audit');
  withExamples(
    weaken,
    'portvakt pack weaken tiktok-advice tiktok warn --reason "The youth service needs it"',
  );
  weaken.action(
    cli.handled((pack: string, ban: string, effect: EffectHere, options: ReasonOptions) =>
      callAndShow(
        cli,
        options,
        (api) =>
          api.call('weakenPackBan', { params: { pack, ban }, body: { effect, reason: options.reason } }),
        (one) => showState(cli, one),
      ),
    ),
  );

  withExampleOf(command, 'unfollow', 'portvakt pack unfollow sample-tiktok --reason "we decide ourselves"')
    .description('end following a pack; its bans leave the policy')
    .argument('<pack>', 'its name', slugValue)
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .action(
      cli.handled((pack: string, options: ReasonOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('unfollowPack', { params: { pack }, body: { reason: options.reason } }),
          (one) => cli.out.line(`${one.pack} is followed no more.`),
        ),
      ),
    );
  setUpOwnPacks(command, cli);
};

function sourceOf(from: string) {
  if (isUrl(from)) return { ok: true, value: { url: from } } as const;
  const envelope = readPackEnvelope(from);
  return envelope.ok ? ({ ok: true, value: { envelope: envelope.value } } as const) : envelope;
}
