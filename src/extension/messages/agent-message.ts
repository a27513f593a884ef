import type { AgentToBrowser, PageWords, WebRule } from '#protocol/browser-agent.ts';
import type { HeldRules } from '../rules/held.ts';
import { integer, list, oneOf, record, text, type Check } from './check.ts';

/** Of all parts together; beyond that no browser would keep them. */
export const mostRules = 5_000;
/** More hosts than any list that was ever measured; a message that holds more is no message of our agent. */
const mostTargets = 100_000;
/** The protocol counts characters of Unicode, of which one takes up to two units. */
const short = text(300 * 2);
const long = text(2_000 * 2);
const slug = text(64, /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/);
const host = text(253, /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/);
const hosts = list(host, mostTargets);
/** Host, then the beginning of a path. */
const hostPath = text(512, /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\/[!-~]*$/);

const paragraph = record({ text: long }, { language: short });
const link = record({ title: short, url: text(500, /^https:\/\/\S+$/) }, { language: short });
const words = record(
  {
    language: short,
    title: short,
    lead: long,
    remarks: list(long, 6),
    sections: list(record({ heading: short, paragraphs: list(paragraph, 6) }), 8),
    contact: short,
    privacy: long,
    back: short,
    openAgain: short,
    open: short,
  } satisfies Checks<PageWords>,
  {
    reading: record({ heading: short, links: list(link, 5) }),
    onward: short,
    onwardMeans: long,
  },
);
const rule = record(
  {
    ban: slug,
    effect: oneOf('inform', 'warn', 'block'),
    targets: record({ domains: hosts, hosts, paths: list(hostPath, mostTargets), except: hosts }),
    words,
  } satisfies Checks<WebRule>,
  { app: slug },
);
const counter = integer(0, Number.MAX_SAFE_INTEGER);
const terms = {
  revision: counter,
  continueMinutes: integer(1, 480),
  canaryHost: host,
  extensionVersion: short,
};
const messages: Readonly<Record<AgentToBrowser['type'], Check>> = {
  rules: record({
    ...terms,
    type: oneOf('rules'),
    part: integer(1, 1_000),
    parts: integer(1, 1_000),
    rules: list(rule, 500),
  }),
  leave: record({ type: oneOf('leave') }),
};

/** Every member that must be there has its check: the compiler holds this table to the protocol. */
type Checks<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: Check };

/** The message, if it is one that the protocol knows and every part of it is as agreed; else undefined. */
export function agentMessage(value: unknown): AgentToBrowser | undefined {
  return isAgentMessage(value) ? value : undefined;
}

function isAgentMessage(value: unknown): value is AgentToBrowser {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return (value.type === 'rules' || value.type === 'leave') && messages[value.type](value);
}

/** Rules as they were kept in the profile, where anybody may have written: taken only if they are as the agent sends them. */
export function keptRules(value: unknown): HeldRules | undefined {
  return isHeld(value) ? value : undefined;
}

const held = record({ ...terms, rules: list(rule, mostRules) });
const isHeld = (value: unknown): value is HeldRules => held(value);
