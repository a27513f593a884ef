import type { InstalledFacts } from '#agent/facts/installed-facts.ts';
import type { Inventory } from '#platform/installed-apps/port.ts';
import type { Fact, InstalledSubject } from '#policy/facts.ts';
import type { CycleParts } from './cycle-parts.ts';

/** What is installed, as of the last look; what was known stands where it could not be read. */
export class InventoryLook {
  fact: Fact<readonly InstalledSubject[]> = { state: 'unknown', why: 'not read yet' };
  /** It could be read in full: what is missing is gone. */
  isWhole = false;
  inventory: Inventory | undefined;
  readonly #parts: Pick<CycleParts, 'faults' | 'installedApps' | 'log' | 'now'>;
  readonly #facts: InstalledFacts;

  constructor(parts: Pick<CycleParts, 'faults' | 'installedApps' | 'log' | 'now'>, facts: InstalledFacts) {
    this.#parts = parts;
    this.#facts = facts;
  }

  get subjects(): readonly InstalledSubject[] {
    return this.fact.state === 'known' ? this.fact.value : [];
  }

  async read(): Promise<void> {
    const { faults, installedApps, log, now } = this.#parts;
    try {
      const inventory = await installedApps.read();
      this.fact = this.#facts.take(inventory, now());
      this.inventory = inventory;
      this.isWhole = inventory.faults.every(({ unwatched }) => unwatched === true);
      if (inventory.faults.length === 0) return;
      log.warn({ faults: inventory.faults }, 'a part of the inventory could not be read');
      faults.report('inventory-partial');
    } catch (fault) {
      this.isWhole = false;
      faults.report('inventory-partial', fault);
    }
  }
}
