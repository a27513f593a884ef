import type { FileFault } from './file-fault.ts';
import type { Organisation } from './organisation.ts';
import type { Outcome } from './outcome.ts';
import { ServerFile } from './policy-file.ts';
import { yamlReader, type ReadFile } from './yaml-file.ts';

const readServer = yamlReader(ServerFile);

/** Reads the file of the server's settings; what needs the organisation is `checkServer`'s. */
export function parseServerFile(
  text: string,
  file: string,
): Outcome<ReadFile<ServerFile>, readonly FileFault[]> {
  return readServer(text, file);
}

/** What a schema cannot say: rings that reach everybody, rules that lead somewhere. */
export function checkServer(read: ReadFile<ServerFile>, organisation: Organisation): readonly FileFault[] {
  return [...ringFaults(read), ...ruleFaults(read, organisation)];
}

function ringFaults(read: ReadFile<ServerFile>): readonly FileFault[] {
  const rings = read.value.server.rings ?? [];
  const faults: FileFault[] = [];
  const seen = new Set<string>();
  let reached = 0;
  rings.forEach((ring, index) => {
    const at = `/server/rings/${index}`;
    if (seen.has(ring.id))
      faults.push(
        read.faultAt(`${at}/id`, `the ring \`${ring.id}\` is here twice`, 'Give each ring its own id'),
      );
    seen.add(ring.id);
    if (reached === 100)
      faults.push(
        read.faultAt(at, `nobody is left for the ring \`${ring.id}\``, 'The ring of 100 percent comes last'),
      );
    if (!('percent' in ring)) return;
    if (ring.percent <= reached)
      faults.push(
        read.faultAt(
          `${at}/percent`,
          `${ring.percent} percent is not more than the ${reached} percent before it`,
          'Shares count the rings before: write for example 5, 25, 100',
        ),
      );
    reached = Math.max(reached, ring.percent);
  });
  const last = rings.at(-1);
  if (last !== undefined && 'percent' in last && last.percent !== 100)
    faults.push(
      read.faultAt(
        `/server/rings/${rings.length - 1}/percent`,
        `the last ring ends at ${last.percent} percent: the rest would get nothing`,
        'Write `percent: 100` in the last ring',
      ),
    );
  return faults;
}

function ruleFaults(read: ReadFile<ServerFile>, { units }: Organisation): readonly FileFault[] {
  const faults: FileFault[] = [];
  const names = new Set<string>();
  (read.value.server.assignment ?? []).forEach((rule, index) => {
    const at = `/server/assignment/${index}`;
    if (names.has(rule.name))
      faults.push(
        read.faultAt(
          `${at}/name`,
          `the rule "${rule.name}" is here twice`,
          'Give each rule a name of its own: devices say which one placed them',
        ),
      );
    names.add(rule.name);
    if (rule.unit === undefined && rule.class === undefined && (rule.labels ?? []).length === 0)
      faults.push(
        read.faultAt(at, 'the rule says where nothing belongs', 'Add `unit`, `labels` or `class` to it'),
      );
    if (rule.unit !== undefined && !units.some(({ id }) => id === rule.unit))
      faults.push(
        read.faultAt(
          `${at}/unit`,
          `there is no unit \`${rule.unit}\``,
          'Write the id of a unit of the organisation file',
        ),
      );
    if (rule.class === 'private')
      faults.push(
        read.faultAt(
          `${at}/class`,
          'a rule cannot make a device private',
          'That is chosen where the agent is installed: write `service` or `dedicated`',
        ),
      );
  });
  return faults;
}
