import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallURLOptions, StateStore } from '@slack/oauth';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { Installing } from './installing.ts';

/** Long enough to read what Slack asks, and to fetch somebody who may allow it. */
export const stateLifeMs = 600_000;

/**
 * What an installation is begun with and comes back with: signed, good for ten minutes and for one use, on whichever process it comes back.
 * Bolt's installer also keeps it in a cookie, so that it only counts in the browser that began. `@throws` AppError `install_state_invalid`,
 * `install_state_expired`, `install_state_used`.
 */
export function createInstallState(
  secret: string,
  options: InstallURLOptions,
  installing: Pick<Installing, 'takeState'>,
  outside: Pick<Outside, 'clock' | 'newId'>,
): StateStore {
  const { clock, newId } = outside;
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  return {
    generateStateParam() {
      const text = `${newId()}.${clock.now() + stateLifeMs}`;
      return Promise.resolve(`${text}.${sign(text)}`);
    },
    async verifyStateParam(_now, state) {
      const [, text = '', signature = ''] = /^([\w-]+\.\d+)\.([\w-]+)$/.exec(state) ?? [];
      if (text === '' || !isEqual(sign(text), signature)) throw refused('invalid', 'is not one of ours');
      const expiresAt = Number(text.split('.')[1]);
      const now = clock.now();
      if (now >= expiresAt) throw refused('expired', 'is older than ten minutes');
      if (!(await installing.takeState(text, now, expiresAt))) throw refused('used', 'was used before');
      return options;
    },
  };
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function refused(why: 'invalid' | 'expired' | 'used', what: string): AppError {
  return new AppError({
    code: `install_state_${why}`,
    message: `The address that Slack sent you back with ${what}.`,
    hint: 'Begin again from the install page.',
  });
}
