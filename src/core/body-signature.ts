import { createHmac, timingSafeEqual } from 'node:crypto';

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`, so that neither body nor time can be changed. */
export function signBody(secret: string, nowMs: number, body: string | Uint8Array): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${digestOf(secret, String(seconds), body).toString('hex')}`;
}

/**
 * True for a signature of this body with this secret that was made at most `windowMs` before or after now. Takes the same time for every
 * wrong signature.
 */
export function isSignedBody(
  { secret, signature, body }: { secret: string; signature: string; body: Uint8Array },
  nowMs: number,
  windowMs: number,
): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature.replaceAll(' ', ''));
  if (!match) return false;
  const [, seconds = '', hex = ''] = match;
  const isRight = timingSafeEqual(Buffer.from(hex, 'hex'), digestOf(secret, seconds, body));
  return isRight && Math.abs(nowMs - Number(seconds) * 1000) <= windowMs;
}

function digestOf(secret: string, seconds: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
