import { runFaultyGuard } from './faulty-guard.ts';

runFaultyGuard(new URL('./guard-listener-loops.ts', import.meta.url));
