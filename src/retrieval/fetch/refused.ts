import { AppError } from '../../core/errors.ts';

/** A fetch that the address policy forbids; never retried. */
export function refused(reason: string): AppError {
  return new AppError({
    code: 'fetch_refused',
    message: `This link is not fetched: ${reason}.`,
    hint: 'Gloss reads public http and https pages only.',
  });
}
