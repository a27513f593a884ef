import { InvalidArgumentError } from 'commander';
import { languages, type Texts } from '#policy/primitives.ts';
import type { CommandSetup } from '../cli.ts';
import { slugValue } from '../option-values.ts';
import { moment } from '../moments.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

type PublishOptions = ServerOptions & {
  readonly title: Texts;
  readonly ban: readonly { readonly unit: string; readonly ban: string }[];
};

/** `en=TikTok on service PCs`; several make one text in several languages. */
const titleValue = (text: string, before: Texts | undefined): Texts => {
  const [language = '', ...rest] = text.split('=');
  const known = languages.find((one) => one === language);
  if (known === undefined || rest.length === 0)
    throw new InvalidArgumentError(
      `Write a language and the text, en="…". Languages: ${languages.join(', ')}.`,
    );
  return { ...before, [known]: rest.join('=') };
};
const banValue = (text: string, before: PublishOptions['ban'] | undefined): PublishOptions['ban'] => {
  const [unit = '', ban = ''] = text.split('/');
  return [...(before ?? []), { unit: slugValue(unit), ban: slugValue(ban) }];
};

/** `portvakt pack publish` and `own`: the packs that this organisation makes for others. */
export const setUpOwnPacks: CommandSetup = (command, cli) => {
  const publish = withServerOptions(command.command('publish'))
    .description('sign bans in force as the next version of a pack that others may follow')
    .argument('<pack>', 'its name', slugValue)
    .requiredOption('--title <language=text>', 'what people read; may be repeated', titleValue)
    .requiredOption('--ban <unit/ban>', 'a ban that is in force; may be repeated', banValue);
  withExamples(
    publish,
    'portvakt pack publish tiktok-advice --title en="TikTok on service PCs" --ban agency/tiktok',
  );
  publish.action(
    cli.handled((pack: string, options: PublishOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('publishPack', { body: { pack, title: options.title, bans: [...options.ban] } }),
        (one) => {
          cli.out.line(`Version ${one.version} of ${one.pack} is at ${one.path} of this server.`);
          cli.out.line(`Public key ${one.authorityKey}, fingerprint ${one.keyFingerprint}`);
        },
      ),
    ),
  );

  withExamples(withServerOptions(command.command('own')), 'portvakt pack own')
    .description('the packs that this organisation publishes')
    .action(
      cli.handled((options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('listOwnPacks', {}),
          ({ packs }) =>
            cli.out.table(
              ['pack', 'version', 'issued', 'by', 'bans', 'address', 'key fingerprint'],
              packs.map((one) => [
                one.pack,
                one.version,
                moment(one.issuedAt),
                one.issuedBy,
                one.bans.join(', '),
                one.path,
                one.keyFingerprint,
              ]),
              'No packs are published.',
            ),
        ),
      ),
    );
};
