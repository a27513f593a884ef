import type { Ban } from '#policy/ban.ts';

type Place = { readonly draft: string; readonly unit: string; readonly ban: string };
const keyOf = ({ draft, unit, ban }: Place): string => `portvakt.ban.${draft}.${unit}.${ban}`;

/** What somebody wrote and the draft does not hold yet, kept for this tab. Without storage it lasts as long as the page. */
export function keepBan(place: Place, ban: Ban): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify(ban));
  } catch {
    // Full or forbidden: the draft gets it in a moment anyway.
  }
}

export function keptBan(place: Place): Ban | undefined {
  try {
    const kept = sessionStorage.getItem(keyOf(place));
    return kept === null ? undefined : (JSON.parse(kept) as Ban);
  } catch {
    return undefined;
  }
}

export function forgetBan(place: Place): void {
  try {
    sessionStorage.removeItem(keyOf(place));
  } catch {
    // Nothing was kept.
  }
}
