/** A gate's thread that answers as it should for a while; then it fails. */
import { spoilListener } from './spoil-listener.ts';

spoilListener(() => {
  throw new Error('the listener throws');
});
await import('#platform/exec-guard/gate-listener.ts');
