/** A gate's thread that answers as it should for a while; then it spins and answers nobody. */
import { spoilListener } from './spoil-listener.ts';

spoilListener(() => {
  for (;;);
});
await import('#platform/exec-guard/gate-listener.ts');
