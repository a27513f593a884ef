import type { RemovablePackage } from './port.ts';

/** What each database takes for a name. None may begin with a dash, which would be an option, or hold a path. */
const grammars: Readonly<Record<RemovablePackage['source'], RegExp>> = {
  /** Debian policy 5.6.1. */
  dpkg: /^[a-z0-9][a-z0-9+.-]{1,127}$/,
  rpm: /^[A-Za-z0-9_][A-Za-z0-9_+.-]{0,127}$/,
  /** Store names, with an instance key where there are several. */
  snap: /^(?=[a-z0-9-]{0,39}[a-z])[a-z0-9](?:-?[a-z0-9]){0,39}(?:_[a-z0-9]{1,10})?$/,
  /** At least three elements that do not begin with a digit. */
  flatpak: /^(?=.{1,255}$)[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_-]*){2,}$/,
};

export function isPackageName(source: RemovablePackage['source'], name: string): boolean {
  return grammars[source].test(name);
}

/** Packages of this product: whoever wants those gone asks the system's package manager. */
const own = new Set(['portvakt', 'portvakt-agent', 'portvakt-tray', 'portvakt-server', 'portvakt-cli']);

export function isOwnPackage(name: string): boolean {
  return own.has(name.toLowerCase()) || name.toLowerCase().endsWith('.portvakt');
}
