import { Option } from 'commander';
import type { Outcome } from '#policy/outcome.ts';
import { draftStates, type DraftDetail, type DraftState } from '#protocol/draft.ts';
import type { Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import type { CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { showDraft, showDrafts } from '../draft-words.ts';
import { idValue, wholeNumber } from '../option-values.ts';
import { forServer, gatherFiles } from '../policy-files.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';
import { onDraft, revisionOption, withRevision, type StepOptions } from '../draft-step.ts';
import { setUpDraftEdits } from './draft-edit.ts';

const id = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';
const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);
type CreateOptions = ServerOptions & {
  readonly title: string;
  readonly revertTo?: number;
  readonly files?: string;
};
type PublishOptions = StepOptions & { readonly everyone?: boolean; readonly allowMissingTexts?: boolean };

export const setUpDraft: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'drafts of the policy, the one changed last first',
    examples: ['portvakt draft', 'portvakt draft list --state in-review'],
    isDefault: true,
  })
    .addOption(new Option('--state <state>', 'only in this state').choices(draftStates))
    .action(
      cli.handled((options: ServerOptions & { state?: DraftState }) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('listDrafts', { query: defined({ state: options.state }) }),
          ({ drafts }) => showDrafts(cli, drafts),
        ),
      ),
    );

  serverVerb(command, 'show', {
    does: 'one draft: what it changes, what is wrong or missing in it, its reviews',
    examples: [`portvakt draft show ${id}`, `portvakt draft show ${id} --json | jq -r .files[].text`],
  })
    .argument('<draft>', 'its id', idValue)
    .action(
      cli.handled((draft: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getDraft', { params: { draft } }),
          (found) => showDraft(cli, found),
        ),
      ),
    );

  serverVerb(command, 'create', {
    does: 'begin a draft of the newest policy, of an older version, or of files',
    examples: [
      'portvakt draft create --title "Ban TikTok"',
      'portvakt draft create --title "Back to before" --revert-to 4',
      'portvakt draft create --title "From git" --files org/',
    ],
  })
    .requiredOption('--title <text>', 'what it is about')
    .addOption(
      new Option('--revert-to <version>', 'the files of this version').argParser(version).conflicts('files'),
    )
    .option('--files <folder>', 'these files')
    .action(cli.handled((options: CreateOptions) => createDraft(cli, options)));

  step(cli, 'submit', 'ask for a review', (api, draft, revision) =>
    api.call('submitDraft', { params: { draft }, body: { revision } }),
  );
  step(cli, 'approve', 'approve somebody else’s draft', (api, draft, revision) =>
    api.call('reviewDraft', { params: { draft }, body: { revision, as: 'approve' } }),
  );
  step(cli, 'abandon', 'give a draft up; it stays readable', (api, draft, revision) =>
    api.call('abandonDraft', { params: { draft }, body: { revision } }),
  );

  serverVerb(command, 'reject', {
    does: 'send somebody else’s draft back',
    examples: [`portvakt draft reject ${id} --reason "the grace is too short"`],
  })
    .argument('<draft>', 'its id', idValue)
    .requiredOption('--reason <text>', 'why; its author reads it')
    .addOption(revisionOption())
    .action(
      cli.handled((draft: string, options: StepOptions & { reason: string }) =>
        onDraft(cli, draft, options, (api, revision) =>
          api.call('reviewDraft', {
            params: { draft },
            body: { revision, as: 'reject', reason: options.reason },
          }),
        ),
      ),
    );

  serverVerb(command, 'publish', {
    does: 'make a release of a draft; it goes out ring by ring where there are rings',
    examples: [`portvakt draft publish ${id}`],
  })
    .argument('<draft>', 'its id', idValue)
    .option('--everyone', 'to all PCs at once, without rings (administrators of the whole)')
    .option('--allow-missing-texts', 'although people would read some texts in another language')
    .addOption(revisionOption())
    .action(
      cli.handled((draft: string, options: PublishOptions) =>
        callAndShow(
          cli,
          options,
          (api) =>
            withRevision(api, draft, options, (revision) =>
              api.call('publishDraft', {
                params: { draft },
                body: {
                  revision,
                  ...defined({ everyone: options.everyone, allowMissingTexts: options.allowMissingTexts }),
                },
              }),
            ),
          ({ version: made, state }) =>
            cli.out.line(
              state === 'awaiting-signature'
                ? `Version ${made} awaits the organisation key.`
                : `Version ${made} is ${state}: see \`portvakt rollout show ${made}\`.`,
            ),
        ),
      ),
    );
  setUpDraftEdits(command, cli);

  function step(
    of: Cli,
    name: string,
    does: string,
    call: (api: Api, draft: string, revision: number) => Promise<Outcome<DraftDetail, CliFault>>,
  ): void {
    serverVerb(command, name, { does, examples: [`portvakt draft ${name} ${id}`] })
      .argument('<draft>', 'its id', idValue)
      .addOption(revisionOption())
      .action(
        of.handled((draft: string, options: StepOptions) =>
          onDraft(of, draft, options, (api, revision) => call(api, draft, revision)),
        ),
      );
  }
};

async function createDraft(cli: Cli, options: CreateOptions): Promise<Outcome<unknown, CliFault>> {
  const files = options.files === undefined ? undefined : gatherFiles([options.files]);
  if (files?.ok === false) return files;
  return callAndShow(
    cli,
    options,
    (api) =>
      api.call('createDraft', {
        body: {
          title: options.title,
          ...defined({
            revertTo: options.revertTo,
            files: files === undefined ? undefined : forServer(files.value),
          }),
        },
      }),
    (made) => showDraft(cli, made),
  );
}
