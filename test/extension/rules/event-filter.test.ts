import { describe, expect, it } from 'vitest';
import { eventsAt, everywhere, hostsOf } from '#extension/rules/event-filter.ts';
import { webRule } from '../web-rules.ts';

describe('where arrivals are announced', () => {
  it('at every host that a rule names, in any way, with a trailing dot too, and nowhere else', () => {
    const rule = webRule('TikTok', 'block', {
      domains: ['tiktok.com'],
      hosts: ['t.me'],
      paths: ['example.org/tiktok/'],
      except: ['developers.tiktok.com'],
    });
    expect(hostsOf([rule])).toEqual(['tiktok.com', 't.me', 'example.org']);
    expect(eventsAt(new Set(hostsOf([rule])))).toEqual({
      url: [
        { schemes: ['blob'] },
        ...['tiktok.com', 't.me', 'example.org'].flatMap((host) => [
          { hostSuffix: host },
          { hostSuffix: `${host}.` },
        ]),
      ],
    });
  });

  it('everywhere, where the hosts are too many', () => {
    const hosts = Array.from({ length: 201 }, (_, at) => `banned-${at}.example`);
    expect(eventsAt(new Set(hosts))).toBe(everywhere);
    expect(eventsAt(new Set(hosts.slice(1)))).not.toBe(everywhere);
  });
});
