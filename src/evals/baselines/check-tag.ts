import { AppError } from '../../core/errors.ts';

/** @throws AppError `bad_baseline_tag` */
export function checkTag(tag: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,39}$/.test(tag)) return tag;
  throw new AppError({
    code: 'bad_baseline_tag',
    message: `"${tag.slice(0, 60)}" cannot be the tag of a baseline.`,
    hint: 'A tag has lower case letters, digits, dots, - and _, at most 40, and begins with a letter or digit.',
  });
}

/** For a run that is promoted without having been saved: day and the end of its id, e.g. `2026-11-26-3f9a2c`. */
export function tagOfRun(run: { id: string; createdAt: number }): string {
  const ending = run.id
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-6);
  return `${new Date(run.createdAt).toISOString().slice(0, 10)}-${ending}`;
}
