import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSignedBody, signBody } from '../../src/core/body-signature.ts';

const secret = 'lf-whsec_0123456789abcdef';
const now = 1_790_000_000_000;
const body = Buffer.from('{"id":"1"}');

it('is HMAC-SHA256 over the second, a dot and the body', () => {
  const hex = createHmac('sha256', secret).update('1790000000.{"id":"1"}').digest('hex');
  expect(signBody(secret, now, body)).toBe(`t=1790000000,v1=${hex}`);
  expect(isSignedBody({ secret, signature: `t=1790000000,v1=${hex}`, body }, now, 300_000)).toBe(true);
});

it('is of no worth before and after its window', () => {
  const signature = signBody(secret, now, body);
  const at = (ms: number): boolean => isSignedBody({ secret, signature, body }, now + ms, 300_000);
  expect([at(-300_000), at(300_000), at(-300_001), at(300_001)]).toEqual([true, true, false, false]);
});

it('fits no other body, secret or second', () => {
  const signature = signBody(secret, now, body);
  const check = (changes: Partial<{ secret: string; signature: string; body: Buffer }>): boolean =>
    isSignedBody({ secret, signature, body, ...changes }, now, 300_000);
  expect(check({})).toBe(true);
  expect(check({ secret: `${secret}0` })).toBe(false);
  expect(check({ body: Buffer.from('{"id":"2"}') })).toBe(false);
  expect(check({ signature: signature.replace('t=1790000000', 't=1790000001') })).toBe(false);
});

it('is not seen in whatever else a header may hold', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('t=1,v1=', 't=,v1=00', 'v1=00,t=1')), (signature) => {
      expect(isSignedBody({ secret, signature, body }, now, 300_000)).toBe(false);
    }),
  );
});
