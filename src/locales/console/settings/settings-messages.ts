import type { Parameter } from '../../parameter.ts';

/** Settings of the organisation and the server. */
export const settingsParameters = {
  'settings.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type SettingsMessages = { readonly [K in keyof typeof settingsParameters]: string };
