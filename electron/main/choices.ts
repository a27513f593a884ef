import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Choices } from '#protocol/tray-window.ts';

export const defaultChoices: Choices = { language: 'system', theme: 'system', seenHints: [] };

/** The person's own choices: all that the tray keeps on disk. */
export class ChoiceStore {
  readonly #folder: string;
  readonly #onStored: () => void;
  #choices: Choices;

  /** A damaged file is set aside, and the choices are as they were at first. */
  constructor(folder: string, now: number, onStored: () => void = () => undefined) {
    this.#folder = folder;
    this.#onStored = onStored;
    this.#choices = readChoices(folder, now);
  }

  get current(): Choices {
    return this.#choices;
  }

  async choose(some: Partial<Choices>): Promise<Outcome<void, 'malformed' | 'not-saved'>> {
    const wanted = { ...this.#choices, ...some };
    // A field that is there and says nothing passes as absent.
    if (!Check(Choices, wanted)) return fail('malformed');
    try {
      // Loaded when somebody chooses: reading at start needs none of it, and it is large.
      const { default: ElectronStore } = await import('electron-store');
      new ElectronStore<Choices>({ name, cwd: this.#folder }).set(wanted);
      this.#onStored();
    } catch (error) {
      console.error('portvakt tray: the choices were not saved:', error);
      return fail('not-saved');
    }
    this.#choices = wanted;
    return ok(undefined);
  }
}

const name = 'choices';

function readChoices(folder: string, now: number): Choices {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) return defaultChoices;
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Check(Choices, read)) return read;
  } catch {
    // Unreadable counts as damaged.
  }
  try {
    renameSync(
      path,
      join(folder, `${name}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}.json`),
    );
  } catch {
    // A folder that cannot be written keeps what it has; the choices are the first ones all the same.
  }
  return defaultChoices;
}
