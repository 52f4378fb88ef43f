import type { Outside } from '../core/outside.ts';
import { randomLetters } from './random-text.ts';

/** Where an answer to a `response_url` goes. */
export interface ResponsePlace {
  channel: string;
  userId: string;
  /** The message whose element was clicked. */
  messageTs: string | null;
  threadTs: string | null;
}

/** The `response_url`s: five answers within thirty minutes each. */
export interface ResponseAddresses {
  /** @returns the path of the new address */
  issue(place: ResponsePlace): string;
  use(id: string): ResponsePlace | 'expired_url' | 'used_url';
}

const lifeMs = 30 * 60_000;
const maxUses = 5;
const keptAddresses = 1000;

export function createResponseAddresses(outside: Outside): ResponseAddresses {
  const addresses = new Map<string, { place: ResponsePlace; expiresAt: number; uses: number }>();
  return {
    issue(place) {
      const id = randomLetters(outside, 24);
      addresses.set(id, { place, expiresAt: outside.clock.now() + lifeMs, uses: 0 });
      const oldest = addresses.keys().next().value;
      if (addresses.size > keptAddresses && oldest !== undefined) addresses.delete(oldest);
      return `/response/${id}`;
    },
    use(id) {
      const address = addresses.get(id);
      if (!address || outside.clock.now() > address.expiresAt) return 'expired_url';
      if (address.uses >= maxUses) return 'used_url';
      address.uses += 1;
      return address.place;
    },
  };
}
