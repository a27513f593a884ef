import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '#server/store/index.ts';
import type { Work } from './batch.ts';
import { createIngestSql } from './ingest-sql.ts';

// A thread of its own, with a connection of its own: the fsync of a commit never holds up the event loop of the sockets.
if (parentPort === null) throw new Error('the ingest worker is a worker thread');
const port = parentPort;
const { path } = workerData as { readonly path: string };
const database = openDatabase(path);
const commit = createIngestSql(database);
port.on('message', (work: Work | 'end') => {
  if (work === 'end') {
    database.close();
    port.close();
  } else port.postMessage(commit(work.batches));
});
