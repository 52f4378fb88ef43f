import { AppError } from '../../core/errors.ts';
import { linksInMessage } from '../../core/slack-text.ts';
import { hostOf } from '../../core/url.ts';

/** `example.org`, whether a host or an address was given. @throws AppError `bad_arguments` */
export function siteOf(word: string): string {
  const address = linksInMessage({ text: word })[0] ?? word;
  const host = hostOf(/^https?:\/\//i.test(address) ? address : `https://${address}`);
  if (host !== null) return host;
  throw new AppError({
    code: 'bad_arguments',
    message: `"${word}" is no site.`,
    hint: 'Write its name as in an address, like example.org.',
  });
}
