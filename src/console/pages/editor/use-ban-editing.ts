import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Ban } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useApi } from '../../api/api-context.ts';
import { isProblem } from '../../api/problem.ts';
import { keyOf } from '../../api/use-operation.ts';
import { banFaults, tidyBan, type FieldFaults } from '../../view-models/ban-faults.ts';
import { forgetBan, keepBan, keptBan } from './kept-ban.ts';

type DraftDetail = ResponseOf<'getDraft'>;
const pauseMs = 800;

export type BanEditing = {
  readonly ban: Ban;
  readonly set: (ban: Ban) => void;
  readonly state: 'saved' | 'saving' | 'unsaved';
  readonly savedAt: number | undefined;
  readonly faults: FieldFaults;
  /** Why the server did not take it. */
  readonly fault: unknown;
  /** Somebody else changed this very ban meanwhile. */
  readonly theirs: Ban | undefined;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
};

export const banOf = (draft: Pick<DraftDetail, 'content'>, unit: string, ban: string): Ban | undefined =>
  draft.content?.policies
    .filter((policy) => policy.unit === unit)
    .flatMap(({ bans }) => bans)
    .find(({ id }) => id === ban);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * A ban as somebody edits it: every change is kept in the browser at once and in the draft a moment later, as soon as it is
 * valid. An edit is made on a revision; what others change in other bans meanwhile is no conflict, in this ban it is one.
 */
export function useBanEditing(detail: DraftDetail, served: Ban, unit: string): BanEditing {
  const api = useApi();
  const client = useQueryClient();
  const { draft } = detail;
  const place = { draft, unit, ban: served.id };
  const [ban, setBan] = useState(() => keptBan(place) ?? served);
  const [saving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<number>();
  const [fault, setFault] = useState<unknown>();
  const [theirs, setTheirs] = useState<Ban>();
  /** What the draft holds, as far as this editor knows, and the revision at which it does. */
  const base = useRef({ ban: served, revision: detail.revision });
  const latest = useRef(ban);
  const dirty = !same(ban, base.current.ban);
  const faults = banFaults(ban);
  const valid = Object.keys(faults).length === 0;

  const set = useCallback(
    (next: Ban) => {
      latest.current = next;
      setBan(next);
      keepBan({ draft, unit, ban: next.id }, next);
    },
    [draft, unit],
  );

  // Somebody else's edit came in.
  useEffect(() => {
    if (detail.revision <= base.current.revision) return;
    const untouched = same(served, base.current.ban);
    const unchangedHere = same(latest.current, base.current.ban);
    if (untouched || unchangedHere) {
      base.current = { ban: served, revision: detail.revision };
      if (!untouched) {
        latest.current = served;
        setBan(served);
      }
    } else setTheirs(served);
  }, [detail.revision, served]);

  const save = useCallback(async (): Promise<void> => {
    const sent = latest.current;
    setSaving(true);
    try {
      const answer = await api.call('setDraftBan', {
        params: { draft, unit, ban: sent.id },
        body: { revision: base.current.revision, ban: tidyBan(sent) },
      });
      base.current = { ban: sent, revision: answer.revision };
      if (latest.current === sent) forgetBan({ draft, unit, ban: sent.id });
      client.setQueryData(keyOf('getDraft', { params: { draft } }), answer);
      void client.invalidateQueries({ queryKey: ['listDrafts'] });
      setFault(undefined);
      setSavedAt(Date.now());
    } catch (refused) {
      // The newest state says whether it was this ban that somebody else changed.
      if (isProblem(refused, 'stale-draft')) await client.invalidateQueries({ queryKey: ['getDraft'] });
      else setFault(refused);
    } finally {
      setSaving(false);
    }
  }, [api, client, draft, unit]);

  const ready = dirty && valid && theirs === undefined && !saving;
  useEffect(() => {
    if (!ready) return undefined;
    const timer = setTimeout(() => void save(), pauseMs);
    return () => clearTimeout(timer);
  }, [ready, ban, detail.revision, save]);
  // Whoever leaves the page leaves nothing behind.
  const pending = useRef(ready);
  pending.current = ready;
  useEffect(
    () => () => {
      if (pending.current) void save();
    },
    [save],
  );

  const settle = (kept: Ban): void => {
    if (theirs === undefined) return;
    base.current = { ban: theirs, revision: detail.revision };
    setTheirs(undefined);
    set(kept);
    if (kept === theirs) forgetBan({ draft, unit, ban: theirs.id });
  };
  return {
    ban,
    set,
    state: saving ? 'saving' : dirty ? 'unsaved' : 'saved',
    savedAt,
    faults,
    fault,
    theirs,
    takeTheirs: () => theirs !== undefined && settle(theirs),
    keepMine: () => settle(latest.current),
  };
}
