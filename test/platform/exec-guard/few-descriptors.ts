/**
 * Opens a gate on the mount point given, with a judge that never answers, and says `ready`. For a process with few descriptors;
 * whoever started it kills it.
 */
import { openGate } from '#platform/exec-guard/gate.ts';

const opened = await openGate({
  kind: 'local',
  ownPids: [],
  onRefusal: () => {},
  judge: () => new Promise<never>(() => {}),
  deadlineMs: 500,
});
if (!opened.ok) throw new Error(opened.fault.why);
const marked = opened.value.mark(process.argv[2] ?? '');
if (!marked.ok) throw new Error(`mark: errno ${marked.errno}`);
console.log('ready');
process.stdin.once('data', () => console.log(JSON.stringify(opened.value.counts())));
