import { callsOfScript, freshPieces, type Side } from './guard-stage.ts';
import type { Times } from './guard-load.ts';

/** A kind of load, and what is read off what the generator measured. All figures are ns. */
export type Kind = {
  readonly key: 'a' | 'a2' | 'b' | 'b2' | 'c' | 'd' | 'e' | 'asked';
  readonly text: string;
  /** Measured in pieces, sides in turn, so that what the machine does meanwhile falls on all of them. */
  readonly pieces: number;
  readonly command: (piece: number, round: number) => readonly string[];
  readonly figure: (times: Times) => number;
  /** Starts that one run makes. */
  readonly starts: (times: Times) => number;
  /** Programs that nobody has seen are among it: whoever looks at content looks now. */
  readonly hasUnknown?: true;
};

const packages = 100;

export const kinds: readonly Kind[] = [
  {
    key: 'a',
    text: '(a) first-seen program that was installed before, static, 762 kB',
    pieces: freshPieces,
    command: (piece, round) => ['each', `/opt/old/${round}/${piece}`],
    hasUnknown: true,
    figure: ({ p50 }) => p50,
    starts: ({ count }) => count,
  },
  {
    key: 'a2',
    text: '(a2) first-seen program unpacked a moment ago, static, 762 kB',
    pieces: freshPieces,
    command: (piece) => ['each', `/opt/fresh/${piece}`],
    hasUnknown: true,
    figure: ({ p50 }) => p50,
    starts: ({ count }) => count,
  },
  {
    key: 'b',
    text: "(b) judged program, root's, with loader",
    pieces: 3,
    command: () => ['same', '50', '/bin/true'],
    figure: ({ p50 }) => p50,
    starts: ({ count }) => count,
  },
  {
    key: 'b2',
    text: "(b2) judged program, the person's own",
    pieces: 3,
    command: () => ['same', '50', '/home/person/true'],
    figure: ({ p50 }) => p50,
    starts: ({ count }) => count,
  },
  {
    key: 'c',
    text: `(c) shell script, each of its ${callsOfScript} calls`,
    pieces: 1,
    command: () => ['script', '/home/person/thousand.sh', String(callsOfScript)],
    figure: ({ p50 }) => p50,
    starts: () => callsOfScript,
  },
  {
    key: 'd',
    text: '(d) like npm ci, each of its starts with 7 files written',
    pieces: 1,
    command: () => ['npm', '/home/person/npm', String(packages)],
    hasUnknown: true,
    figure: ({ extra, p50 }) => p50 / extra,
    starts: ({ extra }) => extra,
  },
  {
    key: 'e',
    text: '(e) open() of ordinary files',
    pieces: 3,
    command: () => ['open', '/srv/files', '6000'],
    figure: ({ p50 }) => p50,
    starts: () => 0,
  },
  {
    key: 'asked',
    text: 'the question alone, unknown file of 761 kB',
    pieces: freshPieces,
    command: (piece) => ['ask', `/opt/asked/${piece}`],
    hasUnknown: true,
    figure: ({ p50 }) => p50,
    starts: ({ count }) => count,
  },
];

/** Sides in another order each round, so that none is always the one after another. */
export const turned = (sides: readonly Side[], round: number): readonly Side[] =>
  sides.map((_, at) => sides[(at + round) % sides.length]).filter((side) => side !== undefined);
