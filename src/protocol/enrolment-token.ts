/**
 * An enrolment token as IT hands it to packagers: `pvt1.<organisation>.<organisation key fingerprint>.<secret>`.
 * The fingerprint is the SHA-256 of the raw organisation public key, base64url, so an agent never trusts on first use.
 */
export type EnrolmentToken = {
  readonly organisation: string;
  /** 43 characters of base64url. */
  readonly keyFingerprint: string;
  /** 43 characters of base64url; only its hash is stored by the server. */
  readonly secret: string;
};

const form = /^pvt1\.([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

export function formatEnrolmentToken(token: EnrolmentToken): string {
  return `pvt1.${token.organisation}.${token.keyFingerprint}.${token.secret}`;
}

/** Undefined when the text is not a token. Never echoes the text: it is a secret. */
export function parseEnrolmentToken(text: string): EnrolmentToken | undefined {
  const found = form.exec(text.trim());
  const [, organisation, keyFingerprint, secret] = found ?? [];
  if (organisation === undefined || keyFingerprint === undefined || secret === undefined) return undefined;
  return { organisation, keyFingerprint, secret };
}
