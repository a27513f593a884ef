import {
  dictionary,
  type BusCall,
  type BusConnection,
  type BusMessage,
  type BusReply,
} from './dbus-connection.ts';

const name = 'org.kde.StatusNotifierWatcher';
const path = '/StatusNotifierWatcher';
const properties = 'org.freedesktop.DBus.Properties';
const itemInterface = 'org.kde.StatusNotifierItem';
const menuInterface = 'com.canonical.dbusmenu';

/** One size of an icon: `argb` is 4 bytes a pixel, in network order. */
export type Pixmap = { readonly width: number; readonly height: number; readonly argb: Buffer };
export type MenuEntry = {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly separator: boolean;
};
type Registered = { readonly destination: string; readonly path: string };

/** The panel as the test plays it: takes tray icons, reads them, and clicks them. */
export class StatusNotifierPanel {
  readonly #bus: BusConnection;
  readonly #items: Registered[] = [];

  private constructor(bus: BusConnection) {
    this.#bus = bus;
    bus.serve(path, name, (call) => this.#serve(call));
    bus.serve(path, properties, (call) => this.#property(call));
  }

  static async on(bus: BusConnection): Promise<StatusNotifierPanel> {
    const panel = new StatusNotifierPanel(bus);
    await bus.own(name);
    return panel;
  }
  /** As a desktop without a panel for icons. */
  async leave(): Promise<void> {
    await this.#bus.disown(name);
  }

  /** Icons that programs have registered and not taken away, newest last. */
  async icons(): Promise<readonly TrayIcon[]> {
    const there: TrayIcon[] = [];
    for (const item of this.#items)
      if (await this.#bus.hasOwner(item.destination)) there.push(new TrayIcon(this.#bus, item));
    return there;
  }
  async newestIcon(): Promise<TrayIcon | undefined> {
    return (await this.icons()).at(-1);
  }

  #serve(call: BusMessage): BusReply | undefined {
    if (call.member === 'RegisterStatusNotifierHost') return [''];
    if (call.member !== 'RegisterStatusNotifierItem') return undefined;
    // Either a bus name, or the path of an object of the caller's.
    const named = String(call.body[0]);
    const item = named.startsWith('/')
      ? { destination: call.sender, path: named }
      : { destination: named, path: '/StatusNotifierItem' };
    this.#items.push(item);
    this.#bus.emit({ path, interface: name, member: 'StatusNotifierItemRegistered' }, 's', named);
    return [''];
  }

  #property(call: BusMessage): BusReply | undefined {
    const all = {
      IsStatusNotifierHostRegistered: ['b', true],
      ProtocolVersion: ['i', 0],
      RegisteredStatusNotifierItems: ['as', this.#items.map(({ destination }) => destination)],
    } as const;
    if (call.member === 'GetAll') return ['a{sv}', Object.entries(all)];
    const asked = Object.entries(all).find(([key]) => key === call.body[1]);
    return call.member === 'Get' && asked !== undefined ? ['v', asked[1]] : undefined;
  }
}

/** One icon in the panel, as its program describes it. */
export class TrayIcon {
  readonly #bus: BusConnection;
  readonly #item: Registered;

  constructor(bus: BusConnection, item: Registered) {
    this.#bus = bus;
    this.#item = item;
  }
  get owner(): string {
    return this.#item.destination;
  }

  async #all(): Promise<Readonly<Record<string, unknown>>> {
    const call = { ...this.#item, interface: properties, member: 'GetAll' };
    return dictionary((await this.#bus.call(call, 's', itemInterface))[0]);
  }
  async text(property: 'Id' | 'Title' | 'Status' | 'Category' | 'IconName'): Promise<string> {
    const value = (await this.#all())[property];
    return typeof value === 'string' ? value : '';
  }
  /** Title and text of the tooltip. */
  async tooltip(): Promise<string> {
    const value = (await this.#all())['ToolTip'];
    const [, , title, text] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    return [title, text].filter((part): part is string => typeof part === 'string' && part !== '').join('\n');
  }
  async pixmaps(): Promise<readonly Pixmap[]> {
    const value = (await this.#all())['IconPixmap'];
    return (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
      const [width, height, argb] = Array.isArray(one) ? (one as readonly unknown[]) : [];
      return typeof width === 'number' && typeof height === 'number' && Buffer.isBuffer(argb)
        ? [{ width, height, argb }]
        : [];
    });
  }
  /** A click on the icon itself. */
  async activate(): Promise<void> {
    await this.#bus.call({ ...this.#item, interface: itemInterface, member: 'Activate' }, 'ii', 0, 0);
  }

  async #menu(member: string): Promise<BusCall> {
    const at = (await this.#all())['Menu'];
    if (typeof at !== 'string') throw new Error('the icon has no menu');
    return { destination: this.#item.destination, path: at, interface: menuInterface, member };
  }
  /** The menu's own entries, without submenus. */
  async menu(): Promise<readonly MenuEntry[]> {
    // Chromium answers with an error where nothing changed; panels go on all the same.
    await this.#bus.call(await this.#menu('AboutToShow'), 'i', 0).catch(() => undefined);
    const [, layout] = await this.#bus.call(await this.#menu('GetLayout'), 'iias', 0, 1, []);
    const children = Array.isArray(layout) ? (layout as readonly unknown[])[2] : [];
    return (Array.isArray(children) ? children : []).map((child: unknown) => {
      const [id, about] = Array.isArray(child) ? (child as readonly unknown[]) : [];
      const { label, enabled, type } = dictionary(about);
      return {
        id: Number(id),
        label: typeof label === 'string' ? label : '',
        enabled: enabled !== false,
        separator: type === 'separator',
      };
    });
  }
  async choose(entry: Pick<MenuEntry, 'id'>): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    await this.#bus.call(await this.#menu('Event'), 'isvu', entry.id, 'clicked', ['s', ''], now);
  }
}
