/**
 * The bytes that both sides sign to prove themselves in one session. Everything is bound: the role, the organisation,
 * the device key or id, both nonces and, where TLS is not ended by a proxy, the TLS exporter (RFC 9266 style, label
 * `EXPORTER-portvakt-1`, 32 bytes, base64; '' otherwise).
 */
export type SessionBinding = {
  readonly role: 'device' | 'server' | 'enrol';
  readonly organisation: string;
  /** Device id in hex, or the device public key in base64 while enrolling. */
  readonly device: string;
  readonly serverNonce: string;
  readonly deviceNonce: string;
  readonly tlsExporter: string;
};

/** UTF-8 text to sign; lines, so that no field can run into the next (none may contain a line break). */
export function sessionText(binding: SessionBinding): string {
  const fields = [
    binding.role,
    binding.organisation,
    binding.device,
    binding.serverNonce,
    binding.deviceNonce,
    binding.tlsExporter,
  ];
  if (fields.some((field) => field.includes('\n'))) throw new Error('session binding: line break in a field');
  return ['portvakt session 1', ...fields].join('\n');
}
