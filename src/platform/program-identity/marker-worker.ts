import { parentPort } from 'node:worker_threads';
import { scan, type ScanAnswer, type ScanRequest } from './marker-scan.ts';

/** Thread that looks for markers, so that a big file or a slow disk never holds the agent up. */
parentPort?.on('message', (request: ScanRequest) => {
  const answer: ScanAnswer = { id: request.id, result: scan(request) };
  parentPort?.postMessage(answer);
});
