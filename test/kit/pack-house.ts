import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '#catalogue/app.ts';
import { packPayloadType, type BanPack } from '#catalogue/ban-pack.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { generateSigningKey, signEnvelope, type SigningKey } from '#runtime/signature.ts';
import { ban } from '#test/kit/policy-builder.ts';

/** What the built-in catalogue does not have. */
export const chatter = {
  id: 'chatter',
  name: 'Chatter',
  vendor: 'Chatter Ltd',
  countryOfControl: 'XX',
  categories: ['messenger'],
  priority: 3,
  suggestion: 'advise',
  advice: [],
  identifiers: [
    { kind: 'deb-package', value: 'chatter', channel: 'native', confidence: 'primary', source: ['D'] },
  ],
  sources: { D: { kind: 'docs', reference: 'https://chatter.example' } },
} as const satisfies App;

/** A small, valid ban pack; every part can be overridden. */
export function banPack(over: Partial<BanPack> = {}): BanPack {
  return {
    portvakt: 'pack/1',
    pack: 'advice',
    version: 1,
    title: { en: 'Advice on messengers' },
    authority: { name: 'A house of packs', unofficial: true },
    issuedAt: Date.UTC(2026, 1, 1),
    source: [{ title: 'A letter', url: 'https://house.example/letter' }],
    apps: [],
    bans: [
      ban({ id: 'telegram', grace: { workingDays: 3, until: '2026-06-01' } }),
      ban({ id: 'tiktok', apps: ['tiktok'], effect: 'warn' }),
    ],
    vectors: [
      {
        ban: 'telegram',
        channel: 'native',
        evidence: [{ kind: 'deb-package', value: 'telegram-desktop' }],
        matches: true,
      },
      {
        ban: 'telegram',
        channel: 'web',
        evidence: [{ kind: 'web-host', value: 'www.tiktok.com' }],
        matches: false,
      },
    ],
    ...over,
  };
}

export const sealed = (pack: unknown, key: SigningKey): Envelope => {
  const { payloadType, payload, signatures } = signEnvelope(packPayloadType, pack, key);
  return { payloadType, payload, signatures: [...signatures] };
};

/** An authority's web server on this machine, whose answers a test decides. */
export class PackHouse implements AsyncDisposable {
  readonly key = generateSigningKey();
  requests = 0;
  #answer: RequestListener = (_request, response) => void response.writeHead(404).end();
  readonly #server = createServer((request, response) => {
    this.requests += 1;
    this.#answer(request, response);
  });

  static async open(): Promise<PackHouse> {
    const house = new PackHouse();
    house.#server.listen(0, '127.0.0.1');
    await once(house.#server, 'listening');
    return house;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/packs/advice.json`;
  }

  answers(listener: RequestListener): void {
    this.#answer = listener;
  }

  /** Serves this text as JSON, with an ETag of its own. */
  serves(text: string): void {
    const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
    this.answers((request, response) => {
      if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else send(response, text, { etag });
    });
  }

  publishes(pack: BanPack, key = this.key): void {
    this.serves(JSON.stringify(sealed(pack, key)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const send = (response: ServerResponse, text: string, headers: Record<string, string>): void =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text);
