/** How the command ends, for scripts: a closed list. Numbers are never given a new meaning. */
export const exitCodes = {
  ok: { code: 0, means: 'done' },
  fault: { code: 1, means: 'something failed that no other code names' },
  usage: { code: 2, means: 'the command was not written as its help says, or no connection is set up' },
  'invalid-files': { code: 3, means: 'files have faults; nothing was applied' },
  unreachable: { code: 4, means: 'the server, or the agent on this PC, does not answer' },
  refused: { code: 5, means: 'not signed in, not allowed, or forbidden by the terms of a ban' },
  'not-found': { code: 6, means: 'there is no such thing' },
  conflict: { code: 7, means: 'the present state does not allow it; somebody else may have changed it' },
  'not-intact': {
    code: 8,
    means: 'a record is not intact: a hash chain is broken or a signature does not fit',
  },
  changes: { code: 9, means: 'with --detailed-exitcode: the dry run found changes' },
  declined: { code: 10, means: 'asked at the terminal, the answer was not yes; nothing was done' },
  interrupted: { code: 130, means: 'interrupted by Ctrl-C' },
} as const;
export type ExitName = keyof typeof exitCodes;
