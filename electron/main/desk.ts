import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { AskedAndAnswered, Reach } from '#protocol/tray-window.ts';

/** Everything that the tray knows; it stays as last heard while the agent is out of reach. */
export type Desk = {
  readonly reach: Reach;
  readonly status?: AgentStatus;
  /** Newest first. */
  readonly notices: readonly Notice[];
  readonly requests: readonly AskedAndAnswered[];
};

export type DeskEvent =
  | { readonly type: 'reach'; readonly reach: Reach }
  | { readonly type: 'status'; readonly status: AgentStatus }
  | { readonly type: 'notices'; readonly notices: readonly Notice[] }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'requests'; readonly requests: readonly AskedAndAnswered[] }
  /** The agent took down that this telling was shown; a telling that came meanwhile is still news. */
  | { readonly type: 'shown'; readonly notice: string; readonly telling: string }
  | { readonly type: 'acknowledged'; readonly notice: string; readonly at: number }
  | { readonly type: 'put-off'; readonly notice: string; readonly remindAt: number };

export const emptyDesk: Desk = { reach: { state: 'connecting' }, notices: [], requests: [] };

/** Notices kept in memory; an agent serves fewer. */
const most = 1_000;

/** Names one telling of a notice: another one is worth telling again, if the agent calls it news. */
export const tellingOf = (notice: Notice): string =>
  [
    notice.kind,
    notice.effect,
    notice.createdAt,
    notice.times,
    notice.shown,
    notice.remindAt,
    notice.answer,
  ].join(' ');

export function afterEvent(desk: Desk, event: DeskEvent): Desk {
  switch (event.type) {
    case 'reach':
      return { ...desk, reach: event.reach };
    case 'status':
      return { ...desk, status: event.status };
    case 'notices':
      return { ...desk, notices: newestFirst(event.notices) };
    case 'notice':
      return {
        ...desk,
        notices: newestFirst([event.notice, ...desk.notices.filter(({ id }) => id !== event.notice.id)]),
      };
    case 'requests':
      return {
        ...desk,
        requests: event.requests.toSorted((a, b) => b.request.askedAt - a.request.askedAt),
      };
    case 'shown':
      return withNotice(desk, event.notice, (notice) =>
        tellingOf(notice) === event.telling
          ? { ...notice, shown: Math.max(1, notice.shown), news: false }
          : notice,
      );
    case 'acknowledged':
      return withNotice(desk, event.notice, (notice) => ({
        ...notice,
        acknowledgedAt: notice.acknowledgedAt ?? event.at,
        news: false,
      }));
    case 'put-off':
      return withNotice(desk, event.notice, (notice) => ({
        ...notice,
        remindAt: event.remindAt,
        news: false,
        remindersLeft: Math.max(0, (notice.remindersLeft ?? 0) - 1),
      }));
    default:
      event satisfies never;
      return desk;
  }
}

const newestFirst = (notices: readonly Notice[]): readonly Notice[] =>
  notices.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, most);

function withNotice(desk: Desk, id: string, change: (notice: Notice) => Notice): Desk {
  return {
    ...desk,
    notices: desk.notices.map((notice) => (notice.id === id ? change(notice) : notice)),
  };
}
