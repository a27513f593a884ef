import { fail } from '#policy/outcome.ts';
import type { Uninstall } from './port.ts';

/** No uninstaller is driven on this system yet: whoever asks is told so, and IT removes the app. */
export const createUninstall = (): Uninstall => ({
  remove: () => Promise.resolve(fail({ code: 'unsupported' })),
});
