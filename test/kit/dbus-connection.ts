import { EventEmitter, once } from 'node:events';
import * as native from '@homebridge/dbus-native';

/** A message as it stands on the bus; variants in `body` are already unwrapped. */
export type BusMessage = {
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly sender: string;
  readonly destination: string;
  readonly replySerial: number;
  readonly errorName: string;
  readonly body: readonly unknown[];
};

/** What a method gives back: a signature and its values (a variant is `[signature, value]`), or the name of an error. */
export type BusReply =
  readonly [signature: string, ...values: readonly unknown[]] | { readonly error: string };
/** Answers calls to one interface; undefined where it knows no such method. */
export type BusObject = (call: BusMessage) => BusReply | undefined;
export type BusCall = {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
};

const methodCall = 1;
const methodReturn = 2;
const errorReply = 3;
const signal = 4;
const noReplyExpected = 1;

/** The part of dbus-native that is used, which its own types leave out; checked below as the values come in. */
type Wire = EventEmitter & { message(message: object): void; end(): void };
function openWire(address: string): Wire {
  const create: unknown = Reflect.get(native, 'createConnection');
  if (typeof create !== 'function') throw new Error('dbus-native: no createConnection');
  const wire: unknown = Reflect.apply(create, undefined, [
    { busAddress: address, authMethods: ['EXTERNAL'] },
  ]);
  if (!(wire instanceof EventEmitter) || !('message' in wire) || !('end' in wire))
    throw new Error('dbus-native: not a connection');
  return wire as Wire;
}

const object = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
function readMessage(raw: unknown): BusMessage {
  const field = (name: string): unknown => Reflect.get(object(raw), name);
  const text = (name: string): string => (typeof field(name) === 'string' ? String(field(name)) : '');
  const count = (name: string): number => (typeof field(name) === 'number' ? Number(field(name)) : 0);
  const body = field('body');
  return {
    type: count('type'),
    flags: count('flags'),
    serial: count('serial'),
    path: text('path'),
    interface: text('interface'),
    member: text('member'),
    sender: text('sender'),
    destination: text('destination'),
    replySerial: count('replySerial'),
    errorName: text('errorName'),
    body: Array.isArray(body) ? body.map(unwrapped) : [],
  };
}

/** dbus-native gives a variant as its parsed signature and its values. */
function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [tree, values] = value as readonly unknown[];
  const isVariant =
    value.length === 2 &&
    Array.isArray(tree) &&
    tree.length === 1 &&
    'child' in object(tree[0]) &&
    Array.isArray(values);
  return isVariant ? unwrapped(values[0]) : value.map(unwrapped);
}

/** A dictionary of the bus as an object. */
export function dictionary(value: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(
    value.flatMap((pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), pair[1]]] : [],
    ),
  );
}

/** One connection to a bus. */
export class BusConnection implements AsyncDisposable {
  readonly #wire: Wire;
  readonly #objects = new Map<string, BusObject>();
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly unknown[]>>();
  readonly #signals = new Set<(message: BusMessage) => void>();
  #serial = 0;
  #ended = false;

  private constructor(wire: Wire) {
    this.#wire = wire;
    wire.on('message', (raw: unknown) => this.#receive(readMessage(raw)));
    wire.on('error', () => this.#end());
    wire.on('end', () => this.#end());
  }

  static async open(address: string): Promise<BusConnection> {
    const wire = openWire(address);
    await once(wire, 'connect');
    const bus = new BusConnection(wire);
    await bus.#ofBus('Hello');
    return bus;
  }

  /** Rejects with the error's name where the other side answers with one. */
  async call(call: BusCall, signature = '', ...values: readonly unknown[]): Promise<readonly unknown[]> {
    const serial = (this.#serial += 1);
    const answer = Promise.withResolvers<readonly unknown[]>();
    this.#waiting.set(serial, answer);
    this.#send({ type: methodCall, serial, ...call }, signature, values);
    return answer.promise;
  }
  async property(call: Omit<BusCall, 'member'>, name: string): Promise<unknown> {
    const get = { ...call, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
    return (await this.call(get, 'ss', call.interface, name))[0];
  }
  async own(name: string): Promise<void> {
    const doNotQueue = 4;
    const [answer] = await this.#ofBus('RequestName', 'su', name, doNotQueue);
    if (answer !== 1) throw new Error(`${name} is taken on this bus`);
  }
  async disown(name: string): Promise<void> {
    await this.#ofBus('ReleaseName', 's', name);
  }
  async hasOwner(name: string): Promise<boolean> {
    return (await this.#ofBus('NameHasOwner', 's', name))[0] === true;
  }
  serve(path: string, name: string, serve: BusObject): void {
    this.#objects.set(`${path} ${name}`, serve);
  }
  emit(from: Omit<BusCall, 'destination'>, signature = '', ...values: readonly unknown[]): void {
    this.#send({ type: signal, serial: (this.#serial += 1), ...from }, signature, values);
  }
  async onSignal(match: string, listener: (message: BusMessage) => void): Promise<void> {
    this.#signals.add(listener);
    await this.#ofBus('AddMatch', 's', `type='signal',${match}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    this.#wire.end();
    return Promise.resolve();
  }

  #ofBus(member: string, signature = '', ...values: readonly unknown[]): Promise<readonly unknown[]> {
    const name = 'org.freedesktop.DBus';
    return this.call(
      { destination: name, path: '/org/freedesktop/DBus', interface: name, member },
      signature,
      ...values,
    );
  }

  #send(head: object, signature: string, values: readonly unknown[]): void {
    if (this.#ended) return;
    this.#wire.message(signature === '' ? head : { ...head, signature, body: values });
  }

  #receive(message: BusMessage): void {
    if (message.type === methodCall) this.#answer(message);
    else if (message.type === signal) for (const listener of this.#signals) listener(message);
    else this.#settle(message);
  }

  #settle(message: BusMessage): void {
    const waiting = this.#waiting.get(message.replySerial);
    this.#waiting.delete(message.replySerial);
    if (message.type === errorReply)
      waiting?.reject(new Error(`${message.errorName}: ${JSON.stringify(message.body)}`));
    else waiting?.resolve(message.body);
  }

  #answer(call: BusMessage): void {
    const reply = this.#objects.get(`${call.path} ${call.interface}`)?.(call) ?? {
      error: 'org.freedesktop.DBus.Error.UnknownMethod',
    };
    if ((call.flags & noReplyExpected) !== 0) return;
    const head = { serial: (this.#serial += 1), replySerial: call.serial, destination: call.sender };
    if ('error' in reply) {
      this.#send({ ...head, type: errorReply, errorName: reply.error }, 's', [reply.error]);
      return;
    }
    const [signature, ...values] = reply;
    this.#send({ ...head, type: methodReturn }, signature, values);
  }

  #end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('the bus has gone'));
    this.#waiting.clear();
  }
}
