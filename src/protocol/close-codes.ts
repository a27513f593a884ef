/** WebSocket close codes of this protocol (private range 4000–4999), each with the sentence that is sent as the reason. */
export const closeCodes = {
  malformed: { code: 4400, reason: 'a frame was not valid JSON of this protocol' },
  tooLarge: { code: 4413, reason: 'a frame was larger than its limit' },
  tooDeep: { code: 4414, reason: 'a frame was nested deeper than its limit' },
  tooFast: { code: 4429, reason: 'frames came faster than the limit' },
  outOfTurn: { code: 4409, reason: 'this message is not allowed at this point of the conversation' },
  notProven: { code: 4401, reason: 'the device did not prove its identity' },
  proofDeadline: { code: 4408, reason: 'the device did not prove its identity in time' },
  unknownDevice: { code: 4404, reason: 'this server knows no such device' },
  revoked: { code: 4403, reason: 'this device was revoked' },
  awaitingApproval: { code: 4202, reason: 'an operator has yet to approve this device' },
  badToken: { code: 4406, reason: 'the enrolment token is wrong, expired or used up' },
  foreignOrganisation: { code: 4410, reason: 'this server belongs to another organisation' },
  versionNotSpoken: { code: 4426, reason: 'no common protocol version' },
  replaced: { code: 4100, reason: 'the same device connected again' },
  draining: { code: 4101, reason: 'the server is going down: connect again' },
  silent: { code: 4110, reason: 'nothing was heard for too long' },
  serverFault: { code: 4500, reason: 'the server failed: connect again later' },
} as const;
export type CloseName = keyof typeof closeCodes;
