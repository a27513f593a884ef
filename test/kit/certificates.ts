import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type TestCertificates = {
  /** Path of the authority's certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly authority: string;
  readonly key: string;
  readonly cert: string;
};

/** An authority of our own and a certificate from it for one name or address, made by OpenSSL. */
export function certificatesFor(folder: string, name: `DNS:${string}` | `IP:${string}`): TestCertificates {
  const at = (file: string): string => join(folder, file);
  const openssl = (...words: string[]): void =>
    void execFileSync('/usr/bin/openssl', words, { stdio: 'ignore' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [caKey, ca, key, asked, cert, names] = [
    'ca.key',
    'ca.pem',
    'key.pem',
    'asked.pem',
    'cert.pem',
    'names',
  ].map(at) as [string, string, string, string, string, string];
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
    '-keyout',
    caKey,
    '-out',
    ca,
  );
  openssl('req', ...fresh, '-subj', '/CN=test', '-keyout', key, '-out', asked);
  writeFileSync(names, `subjectAltName=${name}\n`);
  const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', names];
  openssl('x509', '-req', '-in', asked, ...signing, '-out', cert);
  return { authority: ca, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
