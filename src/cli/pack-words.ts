import type { BanPack } from '#catalogue/ban-pack.ts';
import type { Texts } from '#policy/primitives.ts';
import type { PackState } from '#protocol/console-packs.ts';
import type { Cli } from './cli.ts';
import { moment } from './moments.ts';

/** What a pack says of itself, and what was found. */
export type ShownPack = {
  readonly document: BanPack;
  readonly keyFingerprint?: string | undefined;
  readonly vectors: { readonly passed: number; readonly failed: number };
  readonly faults: readonly string[];
};

export function showPack(cli: Cli, { document, keyFingerprint, vectors, faults }: ShownPack): void {
  const { pack, version, authority, expiresOn, issuedAt } = document;
  cli.out.table(
    ['what', 'value'],
    [
      ['pack', `${pack}, version ${version}`],
      ['title', oneOf(document.title)],
      ['authority', `${authority.name}${authority.unofficial ? ' (unofficial)' : ''}`],
      ['key fingerprint', keyFingerprint ?? 'not known: give the key'],
      ['issued', moment(issuedAt)],
      ...(expiresOn === undefined ? [] : [['last day to take it up', expiresOn]]),
      ['test vectors', `${vectors.passed} hold, ${vectors.failed} do not`],
      ...document.source.map(({ title, url }) => ['rests on', url === undefined ? title : `${title} ${url}`]),
      ...document.apps.map(({ id, name }) => ['brings the app', `${id}: ${name}`]),
    ],
  );
  cli.out.line();
  cli.out.table(
    ['ban', 'effect', 'of', 'review'],
    document.bans.map(({ id, effect, apps, matcher, review }) => [
      id,
      effect,
      apps?.join(', ') ?? matcher?.name,
      review,
    ]),
  );
  for (const fault of faults) cli.out.fault(fault);
}

export function showState(cli: Cli, state: PackState): void {
  const held = state.heldVersion === undefined ? '' : `; version ${state.heldVersion} waits for review`;
  cli.out.line(
    `${state.pack}: ${state.version === 0 ? 'nothing in force' : `version ${state.version} in force`}${held}`,
  );
  cli.out.line(`key ${state.keyFingerprint}, ${state.mode}, at most ${state.highestEffect}`);
  if (state.fault !== undefined) cli.out.line(`refused: ${state.fault}`);
  cli.out.table(
    ['ban', 'the pack says', 'here', 'because'],
    state.bans.map(({ ban, effect, effectHere, weakened }) => [ban, effect, effectHere, weakened?.reason]),
  );
}

export function showStates(cli: Cli, packs: readonly PackState[]): void {
  cli.out.table(
    ['pack', 'version', 'waits', 'mode', 'at most', 'authority', 'looked', 'fault'],
    packs.map((one) => [
      one.pack,
      one.version,
      one.heldVersion,
      one.mode,
      one.highestEffect,
      `${one.authority.name}${one.authority.unofficial ? ' (unofficial)' : ''}`,
      one.checkedAt === undefined ? undefined : moment(one.checkedAt),
      one.fault,
    ]),
    'No packs are followed.',
  );
}

const oneOf = (texts: Texts): string => texts.en ?? Object.values(texts)[0] ?? '';
