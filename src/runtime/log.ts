import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Structured log lines on standard error (file descriptor 2), so that standard output stays for answers. Secrets are redacted by field name. */
export function createLog(name: string, level = 'info'): Log {
  return pino(
    {
      name,
      level,
      base: { name },
      redact: { paths: ['token', 'secret', 'passphrase', 'pem', '*.token', '*.secret'], censor: '[hidden]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

export const silentLog: Log = pino({ level: 'silent' });
