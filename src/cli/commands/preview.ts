import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import type { CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { idValue, slugValue, wholeNumber } from '../option-values.ts';
import { awaitPreview, showPreview, showPreviews } from '../preview-words.ts';
import { callAndShow, openApi, serverVerb, type ServerOptions } from '../server-command.ts';

type AskOptions = ServerOptions & { readonly unit?: string; readonly wait: number };

export const setUpPreview: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'the newest previews',
    examples: ['portvakt preview'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listPreviews', {}),
        ({ previews }) => showPreviews(cli, previews),
      ),
    ),
  );
  serverVerb(command, 'ask', {
    does: 'ask the PCs, noised and for at least 100 of them, which of these apps they have',
    examples: ['portvakt preview ask telegram tiktok --unit school'],
  })
    .argument('<apps...>', 'ids of the catalogue: `portvakt app list`')
    .option('--unit <id>', 'with all below it (default: your own)', slugValue)
    .option('--wait <seconds>', 'how long to wait for the answers', wholeNumber(0, 3_600), 60)
    .action(cli.handled((apps: readonly string[], options: AskOptions) => ask(cli, apps, options)));
  serverVerb(command, 'show', {
    does: 'one preview',
    examples: ['portvakt preview show 89abcdef0123456789abcdef01234567'],
  })
    .argument('<preview>', 'its id', idValue)
    .action(
      cli.handled((preview: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getPreview', { params: { preview } }),
          (one) => showPreview(cli, one),
        ),
      ),
    );
};

async function ask(
  cli: Cli,
  apps: readonly string[],
  options: AskOptions,
): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const body = { apps: [...apps], ...defined({ unit: options.unit }) };
  const begun = await api.value.call('createPreview', { body });
  if (!begun.ok) return begun;
  const seen = await awaitPreview(cli, api.value, begun.value, options.wait);
  if (!seen.ok) return seen;
  if (options.json === true) cli.out.json(seen.value);
  else showPreview(cli, seen.value);
  return ok(undefined);
}
