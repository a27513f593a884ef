import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#runtime/log.ts';
import type { Callers } from '#server/sessions/index.ts';
import type { Metrics } from './metrics.ts';

export const metricsPath = '/metrics';
/** Any of them: somebody else asks through a proxy. */
const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

export type MetricsDoorPorts = {
  readonly metrics: Metrics;
  readonly callers: Callers;
  /** Whether this computer may ask without a token. Not where a proxy in front makes everybody look like it. */
  readonly open: boolean;
  readonly log: Log;
};

/** Answers `/metrics` and says whether it did: to any operator's token and, where that was chosen, to this computer. */
export function createMetricsDoor({ metrics, callers, open, log }: MetricsDoorPorts) {
  const answer = async (request: IncomingMessage): Promise<string | undefined> => {
    const visit = callers.visit(request);
    const { remoteAddress = '' } = request.socket;
    const here = /^(::ffff:)?127\.|^::1$/.test(remoteAddress) && remoteAddress === visit.address;
    if (open && here && !proxyHeaders.some((name) => name in request.headers)) return metrics.text();
    return (await callers.authenticate(request, visit)) === undefined ? undefined : metrics.text();
  };
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.url?.split('?', 1)[0] !== metricsPath) return false;
    const end = (status: number, type: string, text: string): void => {
      response.writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(text);
    };
    if (request.method !== 'GET') {
      end(405, 'text/plain; charset=utf-8', 'GET only\n');
      return true;
    }
    answer(request)
      .then((text) =>
        text === undefined
          ? end(
              401,
              'text/plain; charset=utf-8',
              'an operator token is needed: Authorization: Bearer pvo_…\n',
            )
          : end(200, metrics.type, text),
      )
      .catch((fault: unknown) => {
        log.error({ fault }, 'metrics could not be read');
        end(500, 'text/plain; charset=utf-8', 'the server failed\n');
      });
    return true;
  };
}
