import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { generateSigningKey, importSigningKey, type SigningKey } from '#runtime/signature.ts';

/**
 * The key of this device, made on first use, readable by the agent's account alone. It stays on this PC. Throws where
 * it exists but cannot be read: another key would be another device.
 */
export function deviceKey(stateFolder: string): SigningKey {
  const path = join(stateFolder, 'device.key');
  if (existsSync(path)) return importSigningKey(readFileSync(path, 'utf8'));
  const key = generateSigningKey();
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  writeFileAtomically(path, key.exportPem(), 0o600);
  return key;
}
