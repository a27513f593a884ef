import type { State } from '#agent/state/port.ts';
import type { ExemptionAnswer, ExemptionRequest } from '#policy/exemption.ts';

export type AskedAndAnswered = { readonly request: ExemptionRequest; readonly answer: ExemptionAnswer };

/** What people on this PC asked for, and what became of it. */
export interface ExemptionRequests {
  add(request: ExemptionRequest): void;
  /** Undefined where nobody here asked that, or the answer is not a new one. */
  answer(answer: ExemptionAnswer): AskedAndAnswered | undefined;
  /** Answered, but the person was not told yet. */
  untold(): readonly AskedAndAnswered[];
  markTold(request: string): void;
  /** Newest first. */
  of(account: string): readonly AskedAndAnswered[];
}

const kept = 200;

export function createExemptionRequests(state: State): ExemptionRequests {
  state.migrate('exemption-requests', [
    'CREATE TABLE exemption_request (id TEXT PRIMARY KEY, account TEXT NOT NULL, asked INTEGER NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL)',
    'ALTER TABLE exemption_request ADD COLUMN told INTEGER NOT NULL DEFAULT 1',
  ]);
  const { db } = state;
  // Only this file writes these rows, and both documents passed their schemas before.
  const read = (row: Readonly<Record<string, unknown>>): AskedAndAnswered => ({
    request: JSON.parse(String(row['request'])) as ExemptionRequest,
    answer: JSON.parse(String(row['answer'])) as ExemptionAnswer,
  });
  return {
    add: (request) => {
      const waiting: ExemptionAnswer = { request: request.id, state: 'waiting' };
      db.prepare(
        'INSERT INTO exemption_request (id, account, asked, request, answer) VALUES (?, ?, ?, ?, ?)',
      ).run(request.id, request.account, request.askedAt, JSON.stringify(request), JSON.stringify(waiting));
    },
    answer: (answer) => {
      const row = db
        .prepare('SELECT request, answer FROM exemption_request WHERE id = ?')
        .get(answer.request);
      if (row === undefined) return undefined;
      const before = read(row);
      const { state: was, reason, until } = before.answer;
      if (was === answer.state && reason === answer.reason && until === answer.until) return undefined;
      db.prepare('UPDATE exemption_request SET answer = ?, told = ? WHERE id = ?').run(
        JSON.stringify(answer),
        answer.state === 'waiting' ? 1 : 0,
        answer.request,
      );
      return { request: before.request, answer };
    },
    untold: () =>
      db
        .prepare('SELECT request, answer FROM exemption_request WHERE told = 0 ORDER BY asked, id')
        .all()
        .map(read),
    markTold: (request) => void db.prepare('UPDATE exemption_request SET told = 1 WHERE id = ?').run(request),
    of: (account) =>
      db
        .prepare(
          'SELECT request, answer FROM exemption_request WHERE account = ? ORDER BY asked DESC, id LIMIT ?',
        )
        .all(account, kept)
        .map(read),
  };
}
