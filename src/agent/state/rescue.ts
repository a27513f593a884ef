import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * A database in memory that begins with what the file holds, for a disk that can be read and not written: so the last
 * good release stays in force. Empty where the file cannot be read either.
 */
export function rescueIntoMemory(path: string): { readonly db: DatabaseSync; readonly fresh: boolean } {
  if (existsSync(path)) {
    // Without a writable folder SQLite can read the log only if its index is there; `immutable` reads the file alone.
    for (const mode of ['mode=ro', 'mode=ro&immutable=1']) {
      const db = new DatabaseSync(':memory:');
      try {
        copyInto(db, `${pathToFileURL(path).href}?${mode}`);
        return { db, fresh: false };
      } catch {
        // Nothing is lost by it: the file stays where it is, and the next mode or an empty database serves.
        db.close();
      }
    }
  }
  return { db: new DatabaseSync(':memory:'), fresh: true };
}

function copyInto(db: DatabaseSync, source: string): void {
  db.prepare('ATTACH ? AS source').run(source);
  db.exec('BEGIN');
  const parts = db
    .prepare(
      "SELECT type, name, sql FROM source.sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type DESC",
    )
    .all();
  for (const part of parts) {
    db.exec(String(part['sql']));
    const name = `"${String(part['name']).replaceAll('"', '""')}"`;
    if (part['type'] === 'table') db.exec(`INSERT INTO main.${name} SELECT * FROM source.${name}`);
  }
  db.exec('COMMIT; DETACH source');
}
