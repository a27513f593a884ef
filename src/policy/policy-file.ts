import { Type, type Static } from 'typebox';
import { Adoption, Ban } from './ban.ts';
import { Organisation, Subscription } from './organisation.ts';
import { PackApps } from './pack.ts';
import { Slug } from './primitives.ts';
import { ServerSettings } from './server-file.ts';

/** A file that IT writes: the bans of one unit, and its answers to recommended bans from above. */
export const PolicyFile = Type.Object(
  {
    portvakt: Type.Literal('policy/1'),
    unit: Slug,
    /** The ban pack from which this file was made. Besides its own file a unit has one of each pack that it follows. */
    pack: Type.Optional(Slug),
    /** The terms under which the pack is followed, where the organisation file does not state them. */
    subscription: Type.Optional(Subscription),
    /** Catalogue entries that the pack brings. */
    apps: Type.Optional(PackApps),
    bans: Type.Array(Ban, { maxItems: 500 }),
    adoptions: Type.Optional(Type.Array(Adoption, { maxItems: 500 })),
  },
  {
    additionalProperties: false,
    title: 'Portvakt policy',
    description: 'The bans of one unit of an organisation.',
  },
);
export type PolicyFile = Static<typeof PolicyFile>;

/** A file that IT writes once: the organisation itself. */
export const OrganisationFile = Type.Object(
  { portvakt: Type.Literal('organisation/1'), organisation: Organisation },
  {
    additionalProperties: false,
    title: 'Portvakt organisation',
    description: 'Units, calendar, languages and what the server may do on its own.',
  },
);
export type OrganisationFile = Static<typeof OrganisationFile>;

/** A file that IT may write once: how the server works with this policy. Never sent to a PC. */
export const ServerFile = Type.Object(
  { portvakt: Type.Literal('server/1'), server: ServerSettings },
  {
    additionalProperties: false,
    title: 'Portvakt server settings',
    description: 'Review, rollout rings and brake, assignment rules, retention.',
  },
);
export type ServerFile = Static<typeof ServerFile>;
