import type { Caller, LocalConnection, LocalEndpoint, RequestDoor } from '#platform/local-endpoint/port.ts';
import { adminToAgent, type AdminToAgent } from '#protocol/admin-agent.ts';
import { frameParser } from '#protocol/frames.ts';
import { trayToAgent } from '#protocol/tray-agent.ts';
import { systemClock, type Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { LocalServices } from './port.ts';
import { budgetsRemembered, newBudget, type Budget } from './request-budget.ts';
import { refused, type Person } from './requests.ts';
import { Visit, type House, type Parser } from './visit.ts';

export type DoorOptions = {
  readonly endpoint: LocalEndpoint;
  readonly folder: string;
  readonly services: LocalServices;
  readonly log: Log;
  /**
   * True: who is not named by the system gets nothing personal. False only where the folder itself lets nobody but the
   * agent's own account in (user mode): then such a caller counts as that account.
   */
  readonly proofRequired: boolean;
  readonly clock?: Clock;
  /** Least milliseconds between two status messages on one connection. Default 1,000. */
  readonly statusEveryMs?: number;
};

export interface Doors extends AsyncDisposable {
  /** Messages of unknown types, ignored so far. */
  readonly unknown: number;
}

/** Opens both doors. Disposing closes them, and every connection. */
export async function serveDoors(options: DoorOptions): Promise<Doors> {
  const { endpoint, folder } = options;
  const porter = new Porter(options);
  const tray = await endpoint.listen('tray', folder, (connection) => porter.admit('tray', connection));
  try {
    const admin = await endpoint.listen('admin', folder, (connection) => porter.admit('admin', connection));
    return {
      get unknown() {
        return porter.unknown;
      },
      async [Symbol.asyncDispose]() {
        porter.closeAll();
        await Promise.all([tray[Symbol.asyncDispose](), admin[Symbol.asyncDispose]()]);
      },
    };
  } catch (error) {
    await tray[Symbol.asyncDispose]();
    throw error;
  }
}

/** Who may come in. How many connections there may be is the endpoint's business. */
class Porter {
  unknown = 0;
  readonly #options: DoorOptions;
  readonly #clock: Clock;
  readonly #house: House;
  readonly #parsers: { readonly [D in RequestDoor]: Parser };
  readonly #budgets = new Map<number | undefined, Budget>();
  readonly #visits = new Set<Visit>();

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#house = {
      services: options.services,
      log: options.log,
      clock: this.#clock,
      statusEveryMs: options.statusEveryMs ?? 1_000,
      onUnknown: () => {
        this.unknown += 1;
      },
    };
    // The tray's requests are a part of the administrator's.
    this.#parsers = {
      tray: frameParser<AdminToAgent>(trayToAgent),
      admin: frameParser<AdminToAgent>(adminToAgent),
    };
  }

  admit(door: RequestDoor, connection: LocalConnection): void {
    const person = this.#personOf(connection.caller);
    if (door === 'admin' && !this.#isAdministrator(person)) {
      connection.send(refused(0, 'not-permitted'));
      connection[Symbol.dispose]();
      return;
    }
    const budget = this.#budgetOf(person?.uid);
    budget.connections += 1;
    const parse = this.#parsers[door];
    const visit = new Visit(connection, this.#house, { door, person, budget, parse });
    this.#visits.add(visit);
    connection.onClose(() => {
      if (this.#visits.delete(visit)) budget.connections -= 1;
      visit[Symbol.dispose]();
    });
    connection.onMessage((message) => visit.receive(message));
  }

  closeAll(): void {
    for (const visit of this.#visits) visit[Symbol.dispose]();
  }

  #personOf(caller: Caller | undefined): Person | undefined {
    const { services, proofRequired } = this.#options;
    const uid = caller?.uid ?? (proofRequired ? undefined : process.getuid?.());
    return uid === undefined ? undefined : { uid, account: services.nameOf(uid) };
  }

  #isAdministrator(person: Person | undefined): boolean {
    if (person === undefined) return false;
    if (person.uid === 0) return true;
    return this.#options.services.status(undefined).mode === 'user' && person.uid === process.getuid?.();
  }

  /** Callers without a name share one budget. An account that went keeps its own: coming again buys nothing. */
  #budgetOf(uid: number | undefined): Budget {
    if (this.#budgets.size > budgetsRemembered)
      for (const [old, { connections }] of this.#budgets) if (connections === 0) this.#budgets.delete(old);
    const budget = this.#budgets.get(uid) ?? newBudget(this.#clock.monotonic());
    this.#budgets.set(uid, budget);
    return budget;
  }
}
