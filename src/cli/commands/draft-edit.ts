import { Option, type Command } from 'commander';
import { Ban, type Adoption, type Effect } from '#policy/ban.ts';
import { effects } from '#policy/effect-order.ts';
import type { Outcome } from '#policy/outcome.ts';
import { OrganisationFile, ServerFile } from '#policy/policy-file.ts';
import type { Cli } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { readValue } from '../value-file.ts';
import { idValue, slugValue } from '../option-values.ts';
import { forServer, gatherFiles } from '../policy-files.ts';
import { readText } from '../release-document.ts';
import { serverVerb } from '../server-command.ts';
import { onDraft, revisionOption, withRevision, type StepOptions } from '../draft-step.ts';

const id = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';
type UnitOptions = StepOptions & { readonly unit: string };
type FileOptions = StepOptions & { readonly file: string };
type AnswerOptions = UnitOptions & { readonly effect?: Effect; readonly reason?: string };

/** What changes a draft. Files keep their comments where the server writes a single ban into them. */
export function setUpDraftEdits(command: Command, cli: Cli): void {
  serverVerb(command, 'edit-file', {
    does: 'replace one file of a draft, or add it',
    examples: [`portvakt draft edit-file ${id} bans.yaml --file org/bans.yaml`],
  })
    .argument('<draft>', 'its id', idValue)
    .argument('<name>', 'the file, as the draft names it')
    .requiredOption('--file <path>', 'what it is to say; `-` reads standard input')
    .addOption(revisionOption())
    .action(
      cli.handled((draft: string, name: string, options: FileOptions) => editFile(cli, draft, name, options)),
    );

  serverVerb(command, 'set-files', {
    does: 'replace all files of a draft',
    examples: [`portvakt draft set-files ${id} org/`],
  })
    .argument('<draft>', 'its id', idValue)
    .argument('<files...>', 'files, or the folder that holds them')
    .addOption(revisionOption())
    .action(
      cli.handled(async (draft: string, paths: readonly string[], options: StepOptions) => {
        const files = gatherFiles(paths);
        if (!files.ok) return files;
        return onDraft(cli, draft, options, (api, revision) =>
          api.call('setDraftFiles', {
            params: { draft },
            body: { revision, files: forServer(files.value) },
          }),
        );
      }),
    );

  serverVerb(command, 'set-ban', {
    does: 'write one ban into the file of its unit',
    examples: [`portvakt draft set-ban ${id} --unit kommune --file tiktok.yaml`],
  })
    .argument('<draft>', 'its id', idValue)
    .requiredOption('--unit <id>', 'whose ban it is', slugValue)
    .requiredOption('--file <path>', 'the ban as YAML or JSON; `-` reads standard input')
    .addOption(revisionOption())
    .action(
      cli.handled(async (draft: string, options: UnitOptions & FileOptions) => {
        const ban = readValue(options.file, Ban, 'a ban');
        if (!ban.ok) return ban;
        const params = { draft, unit: options.unit, ban: ban.value.id };
        return onDraft(cli, draft, options, (api, revision) =>
          api.call('setDraftBan', { params, body: { revision, ban: ban.value } }),
        );
      }),
    );

  serverVerb(command, 'remove-ban', {
    does: 'take one ban out of the file of its unit',
    examples: [`portvakt draft remove-ban ${id} tiktok --unit kommune`],
  })
    .argument('<draft>', 'its id', idValue)
    .argument('<ban>', 'the ban', slugValue)
    .requiredOption('--unit <id>', 'whose ban it is', slugValue)
    .addOption(revisionOption())
    .action(
      cli.handled((draft: string, ban: string, options: UnitOptions) =>
        onDraft(cli, draft, options, (api, revision) =>
          api.call('removeDraftBan', { params: { draft, unit: options.unit, ban }, body: { revision } }),
        ),
      ),
    );

  serverVerb(command, 'answer', {
    does: 'what a unit answers to a recommended ban from above',
    examples: [
      `portvakt draft answer ${id} tiktok adopted --unit school --reason "We follow."`,
      `portvakt draft answer ${id} tiktok none --unit school`,
    ],
  })
    .argument('<draft>', 'its id', idValue)
    .argument('<ban>', 'the ban', slugValue)
    .argument('<answer>', 'adopted, declined, or none to take the answer back')
    .requiredOption('--unit <id>', 'who answers', slugValue)
    .addOption(new Option('--effect <effect>', 'adopted: what it does here').choices(effects))
    .option('--reason <text>', 'why')
    .addOption(revisionOption())
    .action(
      cli.handled((draft: string, ban: string, as: string, options: AnswerOptions) =>
        answer(cli, { draft, ban, as }, options),
      ),
    );

  serverVerb(command, 'set-organisation', {
    does: 'write the organisation: units, calendar, languages, limits',
    examples: [`portvakt draft set-organisation ${id} --file organisation.yaml`],
  })
    .argument('<draft>', 'its id', idValue)
    .requiredOption('--file <path>', 'an organisation file; `-` reads standard input')
    .addOption(revisionOption())
    .action(
      cli.handled(async (draft: string, options: FileOptions) => {
        const read = readValue(options.file, OrganisationFile, 'an organisation file');
        if (!read.ok) return read;
        const { organisation } = read.value;
        return onDraft(cli, draft, options, (api, revision) =>
          api.call('setDraftOrganisation', { params: { draft }, body: { revision, organisation } }),
        );
      }),
    );

  serverVerb(command, 'set-server', {
    does: 'write the settings of the server: review, rings, brake, rules, retention',
    examples: [`portvakt draft set-server ${id} --file server.yaml`],
  })
    .argument('<draft>', 'its id', idValue)
    .requiredOption('--file <path>', 'a server file; `-` reads standard input')
    .addOption(revisionOption())
    .action(
      cli.handled(async (draft: string, options: FileOptions) => {
        const read = readValue(options.file, ServerFile, 'a file of server settings');
        if (!read.ok) return read;
        const { server } = read.value;
        return onDraft(cli, draft, options, (api, revision) =>
          api.call('setDraftServer', { params: { draft }, body: { revision, server } }),
        );
      }),
    );
}

async function editFile(
  cli: Cli,
  draft: string,
  name: string,
  options: FileOptions,
): Promise<Outcome<unknown, CliFault>> {
  const text = readText(options.file);
  if (!text.ok) return text;
  return onDraft(cli, draft, options, async (api, revision) => {
    const read = await api.call('getDraft', { params: { draft } });
    if (!read.ok) return read;
    const others = read.value.files.filter((file) => file.name !== name);
    return withRevision(api, draft, { ...options, revision }, (checked) =>
      api.call('setDraftFiles', {
        params: { draft },
        body: { revision: checked, files: [...others, { name, text: text.value }] },
      }),
    );
  });
}

async function answer(
  cli: Cli,
  { draft, ban, as }: { readonly draft: string; readonly ban: string; readonly as: string },
  options: AnswerOptions,
): Promise<Outcome<unknown, CliFault>> {
  const adoption = adoptionOf(ban, as, options);
  if (!adoption.ok) return adoption;
  return onDraft(cli, draft, options, (api, revision) =>
    api.call('setDraftAdoption', {
      params: { draft, unit: options.unit, ban },
      body: { revision, ...defined({ adoption: adoption.value }) },
    }),
  );
}

function adoptionOf(
  ban: string,
  as: string,
  { reason, effect }: AnswerOptions,
): Outcome<Adoption | undefined, CliFault> {
  if (as === 'none') return { ok: true, value: undefined };
  if (as !== 'adopted' && as !== 'declined')
    return failing('usage', 'the answer is one of: adopted, declined, none');
  if (reason === undefined) return failing('usage', 'an answer has a --reason, which people read');
  if (as === 'adopted') return { ok: true, value: { ban, as, reason, ...defined({ effect }) } };
  return effect === undefined
    ? { ok: true, value: { ban, as, reason } }
    : failing('usage', '--effect goes with `adopted`');
}
