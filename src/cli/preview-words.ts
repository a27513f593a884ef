import { setTimeout as delay } from 'node:timers/promises';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { PreviewRecord } from '#protocol/console-previews.ts';
import type { Api } from './api-client.ts';
import type { Cli } from './cli.ts';
import { failing, type CliFault } from './cli-fault.ts';
import { moment } from './moments.ts';

const pollMs = 1_000;

/** Waits until a preview is done, or until `seconds` are over: then it is given as far as it came. */
export async function awaitPreview(
  cli: Cli,
  api: Api,
  begun: PreviewRecord,
  seconds: number,
): Promise<Outcome<PreviewRecord, CliFault>> {
  let now = begun;
  for (const until = cli.now() + seconds * 1_000; now.state === 'asking';) {
    const read = await api.call('getPreview', { params: { preview: begun.preview } });
    if (!read.ok) return read;
    now = read.value;
    if (now.state === 'done' || cli.now() >= until) break;
    try {
      await delay(pollMs, undefined, { signal: cli.signal });
    } catch {
      return failing('interrupted', 'interrupted');
    }
  }
  return ok(now);
}

export function showPreview(cli: Cli, preview: PreviewRecord): void {
  const { unit, devices, answered, state, estimates } = preview;
  const where = unit === undefined ? 'the whole organisation' : `unit ${unit} and below`;
  cli.out.line(`In ${where}, ${answered} of ${devices} PCs answered.`);
  if (state === 'asking')
    cli.out.note(`Still asking: \`portvakt preview show ${preview.preview}\` shows the estimates later.`);
  else
    cli.out.table(
      ['app', 'PCs that have it', 'plus or minus (95 %)', 'answered'],
      estimates.map((one) => [
        one.app,
        `about ${one.devices} (${percent(one.share)})`,
        `${one.margin} (${percent(one.marginShare)})`,
        one.answered,
      ]),
      'No estimates.',
    );
}

export function showPreviews(cli: Cli, previews: readonly PreviewRecord[]): void {
  cli.out.table(
    ['preview', 'asked', 'by', 'unit', 'apps', 'answered', 'state'],
    previews.map((one) => [
      one.preview,
      moment(one.askedAt),
      one.askedBy,
      one.unit,
      one.apps.join(' '),
      `${one.answered} of ${one.devices}`,
      one.state,
    ]),
    'No previews.',
  );
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
