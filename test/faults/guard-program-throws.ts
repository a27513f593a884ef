import { runFaultyGuard } from './faulty-guard.ts';

runFaultyGuard(new URL('./guard-listener-throws.ts', import.meta.url));
