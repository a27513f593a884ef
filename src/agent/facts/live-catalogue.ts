import { compileCatalogue, type Catalogue } from '#catalogue/compile.ts';
import { takePackApps } from '#catalogue/pack-apps.ts';

/**
 * The catalogue as it stands: the built-in one with what the release in force brings of ban packs. Whoever lays out
 * something of it compares `apps`: another list is another catalogue.
 */
export type LiveCatalogue = Catalogue & {
  /**
   * The entries of the release in force, unchecked; true where that changed the catalogue. Those that are not fit are left
   * out, and of two that differ the first stands: the root's come first, so that no unit replaces what it inherits.
   */
  take(entries: readonly unknown[]): boolean;
  /** Previews ask of these alone: what a pack describes could be anything. */
  isBuiltIn: (app: string) => boolean;
};

export function createLiveCatalogue(base: Catalogue): LiveCatalogue {
  let current = base;
  let taken = '[]';
  return {
    get apps() {
      return current.apps;
    },
    get ids() {
      return current.ids;
    },
    get parents() {
      return current.parents;
    },
    get kinds() {
      return current.kinds;
    },
    get web() {
      return current.web;
    },
    get markers() {
      return current.markers;
    },
    isBuiltIn: (app) => base.ids.includes(app),
    take: (entries) => {
      const text = JSON.stringify(entries);
      if (text === taken) return false;
      taken = text;
      const extra = takePackApps(entries).apps.filter(({ id }) => !base.ids.includes(id));
      if (extra.length === 0 && current === base) return false;
      current = extra.length === 0 ? base : compileCatalogue([...base.apps, ...extra]);
      return true;
    },
  };
}
