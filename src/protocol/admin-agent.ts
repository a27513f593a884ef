import { Type, type Static } from 'typebox';
import { strict } from '#policy/primitives.ts';
import { trayToAgent } from './tray-agent.ts';

/** The conversation at the admin door (root, Administrators): everything of the tray door, and these. Answers are `agentToTray`'s. */
const id = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

/** Reads installed apps and processes anew, now. */
export const RescanRequest = Type.Object({ type: Type.Literal('rescan'), id }, strict);
/** Gives the agent its enrolment token when it was installed without one. */
export const EnrolRequest = Type.Object(
  {
    type: Type.Literal('enrol'),
    id,
    server: Type.String({ pattern: '^wss?://[^\\s]{1,300}$' }),
    token: Type.String({ maxLength: 256 }),
  },
  strict,
);
export const adminToAgent = [...trayToAgent, RescanRequest, EnrolRequest] as const;
export type AdminToAgent = Static<(typeof adminToAgent)[number]>;
