import { Option } from 'commander';
import type { Outcome } from '#policy/outcome.ts';
import type { DraftDetail } from '#protocol/draft.ts';
import type { Api } from './api-client.ts';
import type { Cli } from './cli.ts';
import { failing, type CliFault } from './cli-fault.ts';
import { showDraft } from './draft-words.ts';
import { wholeNumber } from './option-values.ts';
import { callAndShow, type ServerOptions } from './server-command.ts';

/** Goes with every step on a draft: the revision that was looked at. Default: the newest. */
export type StepOptions = ServerOptions & { readonly revision?: number };

export const revisionOption = (): Option =>
  new Option('--revision <n>', 'refuse if somebody changed the draft since this revision').argParser(
    wholeNumber(1, 1_000_000_000),
  );

/** Calls with the revision that was given, or with the newest one. */
export async function withRevision<T>(
  api: Api,
  draft: string,
  { revision }: StepOptions,
  call: (revision: number) => Promise<Outcome<T, CliFault>>,
): Promise<Outcome<T, CliFault>> {
  if (revision !== undefined) return call(revision);
  const read = await api.call('getDraft', { params: { draft } });
  if (!read.ok) return read;
  if (read.value.draft !== draft) return failing('fault', 'the server answered with another draft');
  return call(read.value.revision);
}

export const onDraft = (
  cli: Cli,
  draft: string,
  options: StepOptions,
  call: (api: Api, revision: number) => Promise<Outcome<DraftDetail, CliFault>>,
): Promise<Outcome<unknown, CliFault>> =>
  callAndShow(
    cli,
    options,
    (api) => withRevision(api, draft, options, (revision) => call(api, revision)),
    (changed) => showDraft(cli, changed),
  );
