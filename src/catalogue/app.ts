import { Type, type Static } from 'typebox';
import { Confidence } from '#policy/evidence.ts';
import { Exclude, Identifier, Markers, Note, SourceIds } from './identifier.ts';

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 600 });

/** Same form as the slug of a ban, which names apps by it. */
export const AppId = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$', title: 'app id' });
const Host = Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$', maxLength: 253, title: 'host name' });
const Platform = Type.Enum(['windows', 'macos', 'linux', 'web'] as const);
const claim = { confidence: Confidence, source: SourceIds, note: Type.Optional(Note) };

/** What a public body says of the app, as its source words it. */
export const Advice = Type.Object(
  {
    level: Type.Enum(['ban', 'recommend-remove', 'warn', 'advise', 'accept', 'none'] as const),
    summary: Text,
    source: SourceIds,
  },
  strict,
);

/** Documentation of a place or a command, in the words of its source. Never executed and never matched. */
const Prose = Type.Object({ platform: Platform, value: Text, ...claim }, strict);

export const Web = Type.Object(
  {
    /** Each with all hosts below it; `generic` where it is mainly another app's. */
    domains: Type.Optional(
      Type.Array(
        Type.Object({ value: Host, scope: Type.Optional(Type.Literal('generic')), ...claim }, strict),
      ),
    ),
    /** Single hosts of the web client; with `path` only what begins with it; with `subdomains` also the hosts below. */
    hosts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Host,
            path: Type.Optional(Type.String({ pattern: '^/[^\\s?#]{1,200}$' })),
            subdomains: Type.Optional(Type.Boolean()),
            ...claim,
          },
          strict,
        ),
      ),
    ),
    /** What others need, in words. */
    doNotBlock: Type.Optional(Type.Array(Type.Object({ value: Text, ...claim }, strict))),
    /** The same as data: neither these nor hosts below them are the app, unless a longer entry says so. */
    neverBlock: Type.Optional(Type.Array(Host, { uniqueItems: true })),
  },
  strict,
);
export type Web = Static<typeof Web>;

const Network = Type.Object(
  {
    ipRanges: Type.Optional(
      Type.Array(
        Type.Object({ value: Type.String({ pattern: '^[0-9a-f.:]+/\\d{1,3}$' }), ...claim }, strict),
      ),
    ),
    asn: Type.Optional(
      Type.Array(Type.Object({ value: Type.String({ pattern: '^AS\\d{1,10}$' }), ...claim }, strict)),
    ),
    notes: Type.Optional(Type.Array(Text)),
  },
  strict,
);

/** A person's data that removal touches; said to the person before removal. */
export const PersonalData = Type.Object(
  {
    platform: Platform,
    place: Text,
    holds: Type.Array(
      Type.Enum(['session', 'cache', 'settings', 'messages', 'files', 'games', 'profile'] as const),
      { minItems: 1, uniqueItems: true },
    ),
    fate: Type.Enum(['destroyed', 'kept'] as const),
    ...claim,
  },
  strict,
);
export type PersonalData = Static<typeof PersonalData>;

/** One catalogue app: a published data format. `README.md` says how to add one. */
export const App = Type.Object(
  {
    id: AppId,
    name: Text,
    vendor: Text,
    countryOfControl: Text,
    categories: Type.Array(Type.String({ pattern: '^[a-z0-9-]{2,40}$' }), { minItems: 1, uniqueItems: true }),
    /** 1: worked on first. */
    priority: Type.Integer({ minimum: 1, maximum: 3 }),
    /** A starting point for a new policy, not a finding. */
    suggestion: Type.Enum(['prohibit', 'advise'] as const),
    /** The app of which this one is another client; it belongs to that app's family. */
    forkOf: Type.Optional(AppId),
    advice: Type.Array(Advice),
    identifiers: Type.Array(Identifier, { maxItems: 500 }),
    excludes: Type.Optional(Type.Array(Exclude, { maxItems: 100 })),
    markers: Type.Optional(Markers),
    web: Type.Optional(Web),
    network: Type.Optional(Network),
    uninstall: Type.Optional(Type.Array(Prose)),
    data: Type.Optional(Type.Array(PersonalData)),
    hints: Type.Optional(Type.Array(Prose)),
    notes: Type.Optional(Type.Array(Text)),
    sources: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9!-]{0,39}$' }),
      Type.Object(
        {
          kind: Type.String({ pattern: '^[a-z-]{2,30}$' }),
          reference: Type.String({ maxLength: 600 }),
          note: Type.Optional(Note),
        },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'https://portvakt.example/schemas/catalogue-app.json', title: 'Portvakt catalogue app' },
);
export type App = Static<typeof App>;

/** JSON Schema (2020-12) of one app file, for editors and for authorities that publish entries. */
export const appJsonSchema = (): object => {
  // The schema library keeps marks of its own on its objects; what is published is plain JSON.
  const plain: unknown = JSON.parse(JSON.stringify(App));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...(isObject(plain) ? plain : {}) };
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
