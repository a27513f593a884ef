import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type MetricPorts = {
  readonly version: string;
  readonly connected: () => number;
  readonly release: () => number;
  readonly devices: () => Promise<readonly { readonly state: string; readonly count: number }[]>;
  readonly ingest: () => { readonly waiting: number; readonly events: number; readonly acknowledged: number };
  readonly outletsWaiting: () => Promise<number>;
  /** Versions whose rollout runs or is halted; neither: the release is everywhere. */
  readonly rollout: () => { readonly running?: number; readonly halted?: number };
};
export type Metrics = Disposable & {
  readonly type: string;
  readonly text: () => Promise<string>;
};
export type Observations = {
  readonly request: (operation: string, status: number, seconds: number) => void;
  readonly job: (name: string, seconds: number, ok: boolean) => void;
};
/** What is counted while it happens. */
export type Counts = Observations & { readonly registry: Registry };

const deviceStates = ['awaiting-approval', 'active', 'revoked'] as const;

export function createCounts(): Counts {
  const registry = new Registry();
  const requests = new Histogram({
    name: 'portvakt_request_duration_seconds',
    help: 'Time to answer, by operation and class of status',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const jobs = new Histogram({
    name: 'portvakt_job_duration_seconds',
    help: 'Time that periodic work took',
    labelNames: ['job'],
    buckets: [0.01, 0.1, 1, 10, 60],
    registers: [registry],
  });
  const faults = new Counter({
    name: 'portvakt_job_faults_total',
    help: 'Periodic work that failed',
    labelNames: ['job'],
    registers: [registry],
  });
  return {
    registry,
    request: (operation, status, seconds) =>
      requests.observe({ operation, status: `${Math.floor(status / 100)}xx` }, seconds),
    job: (job, seconds, isOk) => {
      jobs.observe({ job }, seconds);
      faults.inc({ job }, isOk ? 0 : 1);
    },
  };
}

export function createMetrics(ports: MetricPorts, { registry }: Counts): Metrics {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const gauge = (name: string, help: string, value: () => number | Promise<number>): void => {
    new Gauge({
      name: `portvakt_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await value());
      },
    });
  };
  const byState = (
    name: string,
    help: string,
    states: readonly string[],
    value: () => Promise<ReadonlyMap<string, number>>,
  ): void => {
    new Gauge({
      name: `portvakt_${name}`,
      help,
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const values = await value();
        for (const state of states) this.set({ state }, values.get(state) ?? 0);
      },
    });
  };

  new Gauge({
    name: 'portvakt_build_info',
    help: 'Always 1; the version is the label',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: ports.version }, 1);
  gauge('agents_connected', 'Agents that are connected now', ports.connected);
  gauge('release_version', 'Version of the release in force; 0 before the first', ports.release);
  byState('devices', 'Enrolled PCs by state', deviceStates, async () => {
    const sums = new Map<string, number>();
    for (const { state, count } of await ports.devices()) sums.set(state, (sums.get(state) ?? 0) + count);
    return sums;
  });
  gauge(
    'rollout_running_version',
    'Release that is being rolled out; 0 for none',
    () => ports.rollout().running ?? 0,
  );
  gauge(
    'rollout_halted_version',
    'Release whose rollout is halted; 0 for none',
    () => ports.rollout().halted ?? 0,
  );
  gauge('ingest_queue_batches', 'Batches of events that wait to be stored', () => ports.ingest().waiting);
  gauge('events_stored', 'Events stored since the start', () => ports.ingest().events);
  gauge(
    'event_batches_acknowledged',
    'Batches stored and acknowledged since the start',
    () => ports.ingest().acknowledged,
  );
  gauge('outlet_queue_messages', 'Messages to other systems that wait', ports.outletsWaiting);
  gauge('resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss());
  new Gauge({
    name: 'portvakt_event_loop_delay_seconds',
    help: 'Delay of the event loop since it was last asked for',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100] as const)
        this.set({ quantile: String(quantile / 100) }, delay.percentile(quantile) / 1e9);
      delay.reset();
    },
  });

  return {
    type: registry.contentType,
    text: () => registry.metrics(),
    [Symbol.dispose]: () => void delay.disable(),
  };
}
