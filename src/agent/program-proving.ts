import { ProgramProofs, type ProgramLayer, type TriedLayer } from '#agent/proof/program-proofs.ts';
import type { Processes } from '#platform/processes/port.ts';
import type { Clock } from '#runtime/clock.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { Journal } from './events/port.ts';
import type { FaultReporter } from './faults.ts';
import type { AgentOptions } from './running-agent.ts';
import type { State } from './state/port.ts';
import { agentVersion } from './version.ts';

export type ProgramProvingParts = {
  readonly state: State;
  readonly journal: Journal;
  readonly options: AgentOptions;
  readonly processes: Processes;
  readonly faults: FaultReporter;
  readonly clock: Clock;
  readonly now: () => number;
  readonly policyIn: () => PolicyInForce | undefined;
  /** Looks at everything again, and so has the listener take other programs. */
  readonly lookAgain: () => Promise<void>;
  readonly onTruth: () => void;
};

/** The proof that programs are blocked; undefined where nobody said where its programs may lie. */
export async function createProgramProofs(parts: ProgramProvingParts): Promise<ProgramProofs | undefined> {
  const { clock, faults, journal, now, options, policyIn, processes, state } = parts;
  const { canaryFolder, installRoot, platform } = options;
  if (canaryFolder === undefined || installRoot.mode !== 'system') return undefined;
  state.migrate('program-proofs', [
    `CREATE TABLE program_tried (
       layer TEXT PRIMARY KEY, at INTEGER NOT NULL, due INTEGER NOT NULL, what TEXT NOT NULL, result TEXT NOT NULL
     ) WITHOUT ROWID`,
  ]);
  // Also where it could not be kept, or a full disk would have the same told without end.
  const known = new Map<string, TriedLayer>(
    state.db
      .prepare('SELECT layer, at, due, what, result FROM program_tried')
      .all()
      .map(({ at, due, layer, result, what }) => [
        String(layer),
        { at: Number(at), due: Number(due), what: String(what), result: resultOf(String(result)) },
      ]),
  );
  return new ProgramProofs({
    ...{ clock, now },
    canaries: await platform.canaries(canaryFolder),
    release: () => policyIn()?.policy.release,
    watch: () => processes.source,
    version: agentVersion,
    arm: parts.lookAgain,
    tried: (layer: ProgramLayer) => known.get(layer),
    keep: (layer, tried, receipt) => {
      known.set(layer, tried);
      state.transaction(() => {
        const { at, due, result, what } = tried;
        state.db
          .prepare('INSERT OR REPLACE INTO program_tried VALUES (?, ?, ?, ?, ?)')
          .run(layer, at, due, what, result);
        // What a private PC enforces is told to nobody.
        if (policyIn()?.policy.class !== 'private') journal.record({ type: 'receipt', receipt });
      });
    },
    onProof: parts.onTruth,
    onFault: (fault) => faults.report('cycle-step-failed', fault),
    random: options.random ?? Math.random,
  });
}

const resultOf = (text: string): TriedLayer['result'] =>
  text === 'blocked' || text === 'not-blocked' ? text : 'could-not-try';
