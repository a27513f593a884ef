export const families = ['chromium', 'firefox'] as const;
export type Family = (typeof families)[number];

/** What the build is made of; paths are absolute. */
export type Sources = {
  /** The top of the project: names in messages are relative to it. */
  readonly top: string;
  /** Entry points: what runs in the background, by browser family, and in the page. */
  readonly background: Readonly<Record<Family, string>>;
  readonly page: { readonly script: string; readonly html: string; readonly style: string };
  /** Scripts that browsers run in pages, by the name that they have in the package, without ending. */
  readonly inPages?: ReadonlyMap<string, string>;
  /** By the name that they have inside `icons/`. */
  readonly icons: ReadonlyMap<string, string>;
  /** Entry point of the native messaging host. */
  readonly host: string;
  /** `chromiumKey`: the public key, base64, so that an unpacked copy has the same id as the packed one. */
  readonly manifest: (family: Family, version: string, chromiumKey: string) => object;
};
