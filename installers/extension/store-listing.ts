/** What a store shows of the extension, in one language. */
export type Listing = {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly collects: string;
};

/** The narrowest limits of the three stores, in characters: Chrome Web Store, Edge Add-ons, addons.mozilla.org. */
export const listingLimits = {
  name: { least: 2, most: 45 },
  summary: { least: 10, most: 132 },
  description: { least: 250, most: 10_000 },
  collects: { least: 10, most: 10_000 },
} as const satisfies Readonly<Record<keyof Listing, { readonly least: number; readonly most: number }>>;

/** Reads a listing from its Markdown; undefined where a part is missing. */
export function readListing(markdown: string): Listing | undefined {
  const name = /^# (.+)$/m.exec(markdown)?.[1];
  const parts = sections(markdown);
  const summary = parts.get('Summary');
  const description = parts.get('Description');
  const collects = parts.get('What it collects');
  if (name === undefined || summary === undefined || description === undefined || collects === undefined)
    return undefined;
  return { name, summary, description, collects };
}

/** The texts under the headings of the second level. */
export function sections(markdown: string): ReadonlyMap<string, string> {
  const found = markdown.split(/^## /m).slice(1);
  return new Map(
    found.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).replaceAll('`', '').trim(), part.slice(end).trim()];
    }),
  );
}
