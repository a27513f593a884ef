/** Why an agent refuses a signed document. Each code with the sentence that IT reads. */
export const releaseFaults = {
  'bad-signature': 'the signature is not by the pinned organisation key',
  'wrong-payload-type': 'the document was signed as something else',
  malformed: 'the signed document is not as its schema says',
  'foreign-organisation': 'the document belongs to another organisation',
  rollback: 'a newer version was already seen',
  'same-version-differs': 'another document with the same version was already seen',
  'fragment-missing': 'a fragment that the release names did not arrive',
  'fragment-hash': 'a fragment is not the one that the release names',
  'wrong-device': 'the assignment is for another device',
  expired: 'the assignment has expired',
  'key-not-named': 'the signing key is not named by the release',
  'unit-unknown':
    'the assignment names a unit that the release does not have; what was held before stays in force',
  'not-pausable': 'the ban does not allow a pause, or not for so long',
} as const;
export type ReleaseFaultCode = keyof typeof releaseFaults;

/** Faults of the agent itself that it reports; each code with its sentence. */
export const agentFaults = {
  'state-damaged': 'the state file was damaged, set aside and replaced',
  'state-not-writable': 'the state cannot be written; enforcement goes on from memory',
  'watch-lost': 'announcements of process starts were lost; a sweep was made',
  'watch-weaker': 'process starts are not announced to this agent; it sweeps',
  'stop-failed': 'a program that should be stopped could not be',
  'look-cut-short': 'some programs could not be looked into in time; they are looked at again',
  'inventory-partial': 'a part of the inventory could not be read',
  'cycle-step-failed': 'a step of the cycle failed and was skipped',
  'clock-jumped': 'the local clock is far from the server time; the signed time is used',
  'server-time-refused':
    'the server named a time that is too far beyond what the organisation signed; it was not followed',
  'link-failed':
    'what the server sent could not be dealt with; the connection was dropped and is tried again',
  'events-dropped': 'the journal was full, so some of what may be dropped was',
  'journal-behind-server': 'the state is older than what the server has received; the journal begins anew',
  'endpoint-failed': 'the local endpoint could not be opened',
  'browser-policy-failed':
    'the policy of a browser could not be written, or something stronger takes a part of it back',
  'browser-policy-disturbed':
    'somebody deleted or changed what the web guard put into the browsers’ policy; it was put back where that was possible',
  'native-host-shadowed':
    'a native messaging host in a person’s own folder has the name of the agent’s own, and browsers would start that one',
  'web-guard-failed': 'the web guard could not start; web clients are not blocked or warned of',
} as const;
export type AgentFaultCode = keyof typeof agentFaults;
