/** Who may import whom, as data; `rooms.test.ts` holds the source to it. */
export type Room = {
  readonly name: string;
  /** Other rooms, each with the reason. A longer path allows that folder only. */
  readonly may: Readonly<Record<string, string>>;
  /** npm packages; node's own modules only where `node` is true. */
  readonly packages: readonly string[];
  readonly node: boolean;
  /** `types` of its tsconfig: what the compiler lets it see. */
  readonly types: readonly string[];
  /** `lib` of its tsconfig, where it is more than the language. */
  readonly lib?: readonly string[];
};

export const rooms: readonly Room[] = [
  { name: 'policy', may: {}, packages: ['typebox', 'yaml'], node: false, types: [] },
  {
    name: 'catalogue',
    may: { policy: 'evidence and match types are the shared vocabulary' },
    packages: ['typebox'],
    node: false,
    types: [],
  },
  { name: 'locales', may: {}, packages: ['intl-messageformat'], node: false, types: [] },
  {
    name: 'protocol',
    may: {
      policy: 'the schema is the domain type: no hand conversion',
      catalogue: 'types, and the form of an app and of a ban pack',
    },
    packages: ['typebox'],
    node: false,
    types: [],
  },
  { name: 'runtime', may: {}, packages: ['pino'], node: true, types: ['node'] },
  {
    name: 'platform',
    may: { policy: 'fact and outcome types', runtime: 'the Node kit' },
    packages: ['jsonc-parser', 'koffi', 'ps-list', 'systeminformation', 'typebox', 'yaml'],
    node: true,
    types: ['node'],
  },
  {
    name: 'agent',
    may: {
      policy: 'decides',
      catalogue: 'matches',
      protocol: 'speaks',
      platform: 'senses and acts',
      runtime: 'the Node kit',
      locales: 'explains',
    },
    packages: ['ws', 'typebox'],
    node: true,
    types: ['node'],
  },
  {
    name: 'server',
    may: {
      policy: 'checks and publishes',
      catalogue: 'knows the apps',
      protocol: 'speaks',
      runtime: 'the Node kit',
      locales: 'the report, and mails to people',
    },
    packages: ['ws', 'kysely', 'typebox', 'yaml', 'csv-parse', 'nodemailer', 'openid-client', 'prom-client'],
    node: true,
    types: ['node'],
  },
  {
    name: 'local-client',
    may: {
      policy: 'the outcome type',
      protocol: 'speaks to the agent',
      'platform/local-endpoint': 'dials',
      'platform/install-root': 'knows where the doors are',
      'platform/select.ts': 'picks the adapter of this system',
    },
    packages: [],
    node: true,
    types: ['node'],
  },
  {
    name: 'electron/main',
    may: {
      policy: 'the outcome and language types',
      protocol: 'speaks to the agent and to its window',
      runtime: 'the Node kit',
      locales: 'menu and notifications',
      'local-client': 'calls the agent',
      'platform/local-endpoint': 'checks who owns the door',
      'platform/uninstall': 'removes what is the person’s own, with the person’s own rights',
      'platform/attention': 'asks whether the person wants to be left in peace',
      'platform/select.ts': 'picks the adapter of this system',
    },
    packages: ['electron', 'electron-store', 'typebox'],
    node: true,
    types: ['node', 'electron'],
  },
  {
    name: 'electron/preload',
    may: { protocol: 'the verbs: types and channel names' },
    packages: ['electron'],
    node: false,
    types: ['electron'],
    lib: ['ES2024', 'DOM'],
  },
  {
    name: 'electron/renderer',
    may: {
      protocol: 'types',
      policy: 'types',
      locales: 'the texts',
    },
    packages: [
      '@digdir/designsystemet-css',
      '@digdir/designsystemet-react',
      '@fontsource-variable/inter',
      'react',
      'react-dom',
    ],
    node: false,
    types: [],
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  },
  {
    name: 'console',
    may: {
      policy: 'types, and pure judgements about drafts',
      catalogue: 'the apps from which a ban begins',
      protocol: 'speaks to the server',
      locales: 'the texts, and the notice as the employee sees it',
    },
    packages: [
      '@digdir/designsystemet-css',
      '@digdir/designsystemet-react',
      '@fontsource-variable/inter',
      '@tanstack/react-query',
      '@tanstack/react-router',
      'react',
      'react-dom',
    ],
    node: false,
    types: [],
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  },
  {
    name: 'extension',
    may: { protocol: 'speaks to the agent, and shows what it was told' },
    packages: [],
    node: false,
    types: ['chrome'],
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  },
  { name: 'web-host', may: {}, packages: [], node: true, types: ['node'] },
  {
    name: 'installers/console',
    may: { protocol: 'addresses of the operations', catalogue: 'what people read of an app' },
    packages: ['@vitejs/plugin-react', 'vite'],
    node: true,
    types: ['node'],
  },
  {
    name: 'installers/extension',
    may: {
      'extension/manifest.ts': 'what the extension asks of a browser',
      protocol: 'the description of the package',
      runtime: 'signs the package',
    },
    packages: ['esbuild', 'fflate', 'typebox'],
    node: true,
    types: ['node'],
  },
  {
    name: 'cli',
    may: {
      policy: 'checks files offline',
      catalogue: 'lists apps',
      protocol: 'speaks to server and agent',
      locales: 'texts',
      runtime: 'signs offline',
      'platform/local-endpoint': 'knows why the agent cannot be reached',
      'local-client': 'calls the agent of this PC',
      'platform/select.ts': 'picks the adapter of this system',
      'agent/main.ts': '`portvakt up` runs the agent',
      'server/main.ts': '`portvakt up` runs the server',
      'server/backup': '`portvakt server backup` and `restore` work on its data folder',
    },
    packages: ['commander', 'typebox'],
    node: true,
    types: ['node'],
  },
];

/** Files that alone may do a dangerous or unportable thing. */
export const onlyHere: readonly {
  readonly pattern: RegExp;
  readonly files: readonly string[];
  readonly why: string;
}[] = [
  {
    pattern: /from 'node:child_process'|from 'child_process'|import\('node:child_process'\)/,
    files: ['platform/exec.ts'],
    why: 'one door for child processes: absolute path, argument list, no shell, deadline',
  },
  {
    pattern: /process\.platform/,
    files: ['platform/select.ts'],
    why: 'one place chooses the system',
  },
  {
    pattern: /from 'systeminformation'/,
    files: ['platform/device-identity/child.ts'],
    why: 'it builds shell commands inside: only in a short-lived child without privileges',
  },
  {
    pattern: /\b(createSign|createVerify|generateKeyPairSync|createPrivateKey)\b/,
    files: ['runtime/signature.ts'],
    why: 'the one place that signs and verifies',
  },
];

/**
 * Shared by the agent's rooms, which otherwise never import each other: `cycle.ts` and `main.ts` join them. A room's
 * contract, its `port.ts`, may be imported as a type: whoever needs the service is given one.
 */
export const agentCommons: Readonly<Record<string, string>> = {
  state: 'the database handle that every room is given',
};

/** Names that say nothing. */
export const emptyNames = /^(utils?|helpers?|common|misc|types|manager|shared|lib|index)\.ts$/;
/** A server room's public face. */
export const facesAllowed = /^server\/[a-z-]+\/index\.ts$/;
