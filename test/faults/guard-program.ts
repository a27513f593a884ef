import { runFaultyGuard } from './faulty-guard.ts';

runFaultyGuard();
