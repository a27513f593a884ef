import { IntlMessageFormat } from 'intl-messageformat';
import { instantOf } from './calendar-day.ts';
import { intlLocaleOf } from './intl-locale.ts';
import type { Language } from './language.ts';
import type { Parameter, When } from './parameter.ts';

const formats = (timeZone: string) => ({
  date: {
    long: { day: 'numeric', month: 'long', year: 'numeric', timeZone },
    moment: { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
    clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
  } as const,
});

export type Described = {
  readonly key: string;
  readonly message: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
};

/** Makes sentences of ICU messages in one language and time zone. */
export class MessageFormatter {
  readonly #language: Language;
  readonly #timeZone: string;
  /** Compiling costs a hundred times what formatting does, and the keys are few: nothing is ever evicted. */
  readonly #compiled = new Map<string, IntlMessageFormat>();

  constructor(language: Language, timeZone: string) {
    this.#language = language;
    this.#timeZone = timeZone;
  }

  /**
   * The message with whatever its declared parameters take from `given`. Throws when one is missing (`Intl` would
   * silently take the current time for a missing date) and when the time zone does not exist.
   */
  format({ key, message, parameters }: Described, given: Readonly<Record<string, When | undefined>>): string {
    const values: Record<string, When> = {};
    for (const [name, parameter] of Object.entries(parameters)) {
      const value = given[name];
      if (value === undefined) throw new TypeError(`${key} needs ${name}`);
      values[name] = shown(value, parameter);
    }
    const made = this.#compile(key, message).format(values);
    if (typeof made !== 'string') throw new TypeError(`${key} is not plain text`);
    return made;
  }

  #compile(key: string, message: string): IntlMessageFormat {
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const made = new IntlMessageFormat(message, intlLocaleOf(this.#language), formats(this.#timeZone), {
      ignoreTag: true,
    });
    this.#compiled.set(key, made);
    return made;
  }
}

/** An end is the first instant that is no longer allowed: its day is the one before it. */
const shown = (value: When, parameter: Parameter): When => {
  if (parameter === 'date') return instantOf(value);
  if (parameter === 'end') return typeof value === 'number' ? value - 1 : instantOf(value);
  return value;
};
