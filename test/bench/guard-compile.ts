/**
 * Fills the compile cache for the guard process, which ends by a signal and so writes none itself; without it every thread of it
 * holds a stripper of types. Each program is loaded; those that miss what they are given as a process or thread stop there.
 */
const programs = [
  'agent/guard-process',
  'platform/exec-guard/gate-listener',
  'platform/exec-guard/mount-worker',
  'platform/exec-guard/slow-mark-worker',
  'platform/program-identity/marker-worker',
];

// The guard process ends itself where nobody started it.
process.kill = () => {
  throw new Error('not the guard process');
};
for (const program of programs) {
  try {
    await import(new URL(`../../src/${program}.ts`, import.meta.url).href);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') throw error;
  }
}
process.exit();
