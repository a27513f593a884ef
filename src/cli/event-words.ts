import type { StoredEvent } from '#protocol/console-devices.ts';
import type { EventBody } from '#protocol/event.ts';
import { moment } from './moments.ts';

/** One event on one line, for IT. */
export function describeEvent({ cursor, device, hostName = device, receivedAt, body }: StoredEvent): string {
  return `${cursor}  ${moment(receivedAt)}  ${hostName}  ${body.type}  ${words(body)}`;
}

function words(body: EventBody): string {
  switch (body.type) {
    case 'hit': {
      const by = body.evidence.map(({ kind, value }) => (value === undefined ? kind : `${kind} ${value}`));
      const who = body.account === undefined ? '' : ` by ${body.account}`;
      const again = body.repeats === 0 ? '' : ` and ${body.repeats} more that day`;
      return `${body.ban}: ${body.app ?? 'a program'} (${body.channel}) ${body.action}${who}${again}; ${body.level}, ${body.confidence}: ${by.join(', ')}`;
    }
    case 'repeats':
      return `${body.ban}: ${body.count} more (${body.channel}) on ${body.day}${body.account === undefined ? '' : ` by ${body.account}`}`;
    case 'acknowledged':
      return `${body.ban}: ${body.account ?? 'somebody'} read the notice (${body.notice})`;
    case 'exemption-request':
      return `${body.request.ban}: ${body.request.account} asks for ${body.request.days} days: ${body.request.purpose}`;
    case 'offline-code-used':
      return `${body.ban}: ${body.account ?? 'somebody'} used an offline code, until ${moment(body.until)}`;
    case 'receipt':
      return `${body.receipt.layer}${body.receipt.subject === undefined ? '' : ` (${body.receipt.subject})`}: ${body.receipt.result}, ${body.receipt.level}${body.receipt.why === undefined ? '' : `: ${body.receipt.why}`}`;
    case 'removed':
      return `${body.ban}: ${body.app} removed${body.verified ? ', verified' : ', not verified'}`;
    case 'fault':
      return `${body.code}: ${body.detail}`;
    default:
      body satisfies never;
      return '';
  }
}
