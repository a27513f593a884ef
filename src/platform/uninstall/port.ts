import type { Outcome } from '#policy/outcome.ts';

/** What the platform's own package databases can remove. */
export type RemovablePackage = {
  readonly source: 'flatpak' | 'snap' | 'dpkg' | 'rpm';
  /** The name in that database; anything that is no name of it is refused before a program is started. */
  readonly name: string;
  /** `person`: the caller's own installation (a user flatpak), removed with the caller's rights. */
  readonly scope: 'machine' | 'person';
};

export type UninstallFault =
  /** This system has no such database, or its uninstaller is missing. */
  | { readonly code: 'unsupported' }
  | { readonly code: 'not-installed' }
  /** Others depend on it, or it is essential to the system: the uninstaller refuses, and so do we. */
  | { readonly code: 'needed-by-others'; readonly detail: string }
  /** Another run holds the database's lock. */
  | { readonly code: 'busy'; readonly detail: string }
  | { readonly code: 'failed'; readonly detail: string };

/**
 * The platform's own uninstallers. Only ever takes the one package that is named, never what depends on it, and never the
 * person's data. Nothing here takes a command or a path from anyone.
 */
export interface Uninstall {
  remove(what: RemovablePackage): Promise<Outcome<void, UninstallFault>>;
}
