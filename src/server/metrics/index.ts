export { createMetricsDoor } from './door.ts';
export { createCounts, createMetrics, type Counts, type Metrics, type Observations } from './metrics.ts';
export { createReadiness } from './readiness.ts';
