import type { PreviewRecord } from '#protocol/console-previews.ts';
import { missingTexts, type MissingText } from '#policy/missing-texts.ts';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import type { PolicyDiff } from '#protocol/console-policies.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import type { Api } from './api-client.ts';
import type { Cli } from './cli.ts';
import { failing, type CliFault } from './cli-fault.ts';
import { defined } from './defined.ts';
import { isEmpty } from './diff-words.ts';
import { makePlan, showPlan, type PlanContent } from './plan.ts';
import { forServer, soundFiles, withLocalPaths, type SoundFiles } from './policy-files.ts';
import { awaitPreview, showPreview } from './preview-words.ts';
import { openApi, type ServerOptions } from './server-command.ts';

export type ApplyOptions = ServerOptions & {
  readonly dryRun?: boolean;
  readonly preview?: boolean;
  readonly previewWait?: number;
  readonly yes?: boolean;
  readonly basedOn?: number;
  readonly detailedExitcode?: boolean;
};
type Answer = ResponseOf<'applyPolicy'>;

/**
 * Files from git become the policy: checked here, planned by the server, shown, and then applied on exactly the version
 * that the plan was made against, so that nothing happens which was not shown.
 */
export async function applyFiles(
  cli: Cli,
  paths: readonly string[],
  options: ApplyOptions,
): Promise<Outcome<unknown, CliFault>> {
  const sound = await soundFiles(paths);
  if (!sound.ok) return sound;
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const json = options.json === true;
  const send = async (more: { dryRun?: boolean; basedOn?: number }): Promise<Outcome<Answer, CliFault>> => {
    const body = { files: forServer(sound.value.files), ...more };
    const answer = await api.value.call('applyPolicy', { body });
    return answer.ok ? answer : { ok: false, fault: withLocalPaths(answer.fault, sound.value.files) };
  };

  const asked = await send({ dryRun: true, ...defined({ basedOn: options.basedOn }) });
  if (!asked.ok) return asked;
  const { diff } = asked.value;
  const planned = await planOf(api.value, diff, sound.value);
  if (!planned.ok) return planned;
  const { plan, missing } = planned.value;
  if (!json) {
    showPlan(cli.out, plan);
    for (const one of missing) cli.out.note(missingWords(one));
  }
  const looked =
    options.preview === true
      ? await lookFirst(cli, api.value, { bans: diff.bans, policies: sound.value.checked.policies }, options)
      : ok([]);
  if (!looked.ok) return looked;
  const told = {
    plan,
    missingTexts: missing,
    ...(options.preview === true ? { previews: looked.value } : {}),
  };
  if (options.dryRun === true) {
    if (json) cli.out.json({ ...asked.value, ...told });
    const changes = !isEmpty(diff);
    if (changes && options.detailedExitcode === true)
      return failing('changes', 'Nothing was applied: there are changes.');
    if (!json && changes) cli.out.note('Nothing was applied. Without --dry-run, this would be.');
    return ok(undefined);
  }
  if (!isEmpty(diff) && options.yes !== true && !json && (await cli.confirm('Apply this?')) === false)
    return failing('declined', 'Nothing was applied.');

  const done = await send({ basedOn: options.basedOn ?? diff.from });
  if (!done.ok) return done;
  const link = done.value.draft === undefined ? undefined : `${api.value.server}/drafts/${done.value.draft}`;
  if (json) cli.out.json({ ...done.value, ...told, ...defined({ link }) });
  else cli.out.note(ending(done.value, link));
  return ok(undefined);
}

async function planOf(api: Api, diff: PolicyDiff, { checked }: SoundFiles) {
  const { organisation, server, policies } = checked;
  const after: PlanContent = { organisation, server, policies };
  const missing = missingTexts(organisation.languages, policies);
  if (isEmpty(diff)) return ok({ plan: [], missing });
  const before =
    diff.from === 0 ? undefined : await api.call('getPolicyContent', { query: { version: diff.from } });
  if (before?.ok === false) return before;
  return ok({ plan: makePlan(diff, before?.value.content, after), missing });
}

/** Asks the PCs of each unit about the apps of its bans that are new or changed. That it cannot be known is no reason to stop. */
async function lookFirst(
  cli: Cli,
  api: Api,
  { bans, policies }: { readonly bans: PolicyDiff['bans']; readonly policies: readonly PolicyFile[] },
  { json, previewWait = 60 }: ApplyOptions,
): Promise<Outcome<readonly PreviewRecord[], CliFault>> {
  const previews: PreviewRecord[] = [];
  const touched = bans.filter(({ change }) => change !== 'removed');
  for (const [unit, changes] of Map.groupBy(touched, (one) => one.unit)) {
    const ids = new Set(changes.map(({ ban }) => ban));
    const written = policies.filter((one) => one.unit === unit).flatMap((one) => one.bans);
    const apps = [...new Set(written.filter(({ id }) => ids.has(id)).flatMap((one) => one.apps ?? []))];
    if (apps.length === 0) continue;
    const begun = await api.call('createPreview', { body: { unit, apps: apps.slice(0, 50) } });
    if (!begun.ok) {
      if (begun.fault.exit === 'interrupted' || begun.fault.exit === 'unreachable') return begun;
      cli.out.note(`No preview for unit ${unit}: ${begun.fault.message}`);
      continue;
    }
    const seen = await awaitPreview(cli, api, begun.value, previewWait);
    if (!seen.ok) return seen;
    previews.push(seen.value);
    if (json !== true) showPreview(cli, seen.value);
  }
  return ok(previews);
}

function ending({ applied, state, version }: Answer, link: string | undefined): string {
  if (state === 'in-review')
    return `Two people are needed here: it waits for somebody else’s review, and is not in force.\n${link ?? ''}\nThey approve with \`portvakt draft approve\`, then \`portvakt draft publish\`.`;
  if (!applied) return `These files are version ${version} already.`;
  if (state === 'awaiting-signature')
    return `Version ${version} awaits the organisation key: \`portvakt release sign --key org-key.pem\`, then \`portvakt release upload\`.`;
  return `Version ${version} is published.`;
}

const missingWords = ({ unit, ban, field, languages }: MissingText): string =>
  `Missing text: ban ${ban} of ${unit} has no \`${field}\` in ${languages.join(', ')}.`;
