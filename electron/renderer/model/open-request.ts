import type { AskedAndAnswered } from '#protocol/tray-window.ts';

/** The request about a ban that still waits for its answer. */
export const openRequest = (
  ban: string,
  requests: readonly AskedAndAnswered[],
): AskedAndAnswered | undefined =>
  requests.find(
    ({ request, answer }) =>
      request.ban === ban && (answer.state === 'waiting' || answer.state === 'half-approved'),
  );
