export { createRetention, type RetentionPorts, type Retentions } from './retention.ts';
