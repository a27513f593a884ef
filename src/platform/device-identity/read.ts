import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { exec, type ExecFault } from '#platform/exec.ts';
import { fail, ok } from '#policy/outcome.ts';
import { parseAnswer, tidy } from './answer.ts';
import type { DeviceIdentity, DeviceIdentityFault, DeviceIdentityReader } from './port.ts';

export type DeviceIdentityOptions = {
  /** Default 10,000. */
  readonly deadlineMs?: number;
  /** The script that answers; for tests. */
  readonly child?: string;
};

const outputLimit = 65_536;

/** Reads the identity in a child without privileges, each time anew; about 300 ms. */
export function identityReader(
  os: DeviceIdentity['os'],
  path: string,
  options: DeviceIdentityOptions,
): DeviceIdentityReader {
  return {
    async read() {
      const answered = await exec({
        program: process.execPath,
        args: [options.child ?? fileURLToPath(new URL('./child.ts', import.meta.url))],
        deadlineMs: options.deadlineMs ?? 10_000,
        outputLimit,
        env: { PATH: path },
        ...unprivileged(),
      });
      if (!answered.ok) return fail(faultFrom(answered.fault));
      const answer = parseAnswer(answered.value);
      if (answer === undefined) return fail({ code: 'failed', why: 'the child gave no proper answer' });
      return ok({
        hostName: tidy(hostname()),
        os,
        osName: tidy(answer.osName),
        osVersion: tidy(answer.osVersion),
        manufacturer: tidy(answer.manufacturer),
        model: tidy(answer.model),
        chassis: tidy(answer.chassis),
        hardwareId: tidy(answer.hardwareId),
      });
    },
  };
}

/** The account `nobody`, if we are root and so could become it. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const entry = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  const [uid, gid] = [Number(entry?.[1] ?? 65534), Number(entry?.[2] ?? 65534)];
  return uid > 0 && gid > 0 ? { uid, gid } : { uid: 65534, gid: 65534 };
}

function faultFrom(fault: ExecFault): DeviceIdentityFault {
  switch (fault.code) {
    case 'timed-out':
      return { code: 'timed-out', why: 'the child did not answer in time' };
    case 'not-found':
    case 'not-permitted':
    case 'ended':
    case 'too-much-output':
      return { code: 'failed', why: `the child: ${fault.code}` };
    case 'failed': {
      const error = fault.stderr.split('\n').find((line) => /error/i.test(line)) ?? '';
      return { code: 'failed', why: tidy(`the child ended with ${fault.exitCode ?? 'a signal'} ${error}`) };
    }
    default:
      return fault satisfies never;
  }
}
