import { dictionary, type BusConnection, type BusMessage, type BusReply } from './dbus-connection.ts';

const name = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/** One call of `Notify`, as the desktop got it. */
export type Notified = {
  readonly id: number;
  /** The notification that this one took the place of; 0: none. */
  readonly replaces: number;
  readonly app: string;
  readonly title: string;
  readonly body: string;
  /** Key and words, in turn. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
  readonly expiresMs: number;
  /** `performance.now()` when it came. */
  readonly at: number;
};

/** The desktop's notification service as the test plays it: notes everything, and clicks like a person. */
export class NotificationService {
  readonly notified: Notified[] = [];
  /** Ids that the program took back. */
  readonly takenBack: number[] = [];
  readonly #bus: BusConnection;
  #inhibited = false;
  #lastId = 0;

  private constructor(bus: BusConnection) {
    this.#bus = bus;
    bus.serve(path, name, (call) => this.#serve(call));
    bus.serve(path, 'org.freedesktop.DBus.Properties', (call) => this.#property(call));
  }

  static async on(bus: BusConnection): Promise<NotificationService> {
    const service = new NotificationService(bus);
    await bus.own(name);
    return service;
  }
  /** As a desktop without such a service. */
  async leave(): Promise<void> {
    await this.#bus.disown(name);
  }

  /** Do-not-disturb. */
  set inhibited(value: boolean) {
    this.#inhibited = value;
    const from = { path, interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' };
    this.#bus.emit(from, 'sa{sv}as', name, [['Inhibited', ['b', value]]], []);
  }
  get inhibited(): boolean {
    return this.#inhibited;
  }

  /** The words of everything that was notified since, newest last. */
  words(since = 0): readonly string[] {
    return this.notified.slice(since).map(({ title, body }) => `${title}\n${body}`);
  }

  click(id: number, action = 'default'): void {
    this.#bus.emit({ path, interface: name, member: 'ActionInvoked' }, 'us', id, action);
    this.#closed(id, 2);
  }
  /** The desktop took it away by itself. */
  expire(id: number): void {
    this.#closed(id, 1);
  }
  #closed(id: number, reason: number): void {
    this.#bus.emit({ path, interface: name, member: 'NotificationClosed' }, 'uu', id, reason);
  }

  #serve(call: BusMessage): BusReply | undefined {
    switch (call.member) {
      case 'GetCapabilities':
        return ['as', ['actions', 'body', 'body-markup', 'persistence']];
      case 'GetServerInformation':
        return ['ssss', 'portvakt-test', 'Portvakt', '1', '1.2'];
      case 'Notify':
        return ['u', this.#notify(call.body)];
      case 'CloseNotification':
        this.takenBack.push(Number(call.body[0]));
        this.#closed(Number(call.body[0]), 3);
        return [''];
      default:
        return undefined;
    }
  }

  #notify(body: readonly unknown[]): number {
    const [app, replaces, , title, text, actions, hints, expiresMs] = body;
    const id = Number(replaces) === 0 ? (this.#lastId += 1) : Number(replaces);
    this.notified.push({
      id,
      replaces: Number(replaces),
      app: String(app),
      title: String(title),
      body: String(text),
      actions: Array.isArray(actions) ? actions.map(String) : [],
      hints: dictionary(hints),
      expiresMs: Number(expiresMs),
      at: performance.now(),
    });
    return id;
  }

  #property(call: BusMessage): BusReply | undefined {
    if (call.member === 'Get' && call.body[1] === 'Inhibited') return ['v', ['b', this.#inhibited]];
    if (call.member === 'GetAll') return ['a{sv}', [['Inhibited', ['b', this.#inhibited]]]];
    return undefined;
  }
}
