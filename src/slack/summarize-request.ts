import { AppError } from '../core/errors.ts';
import { nearest } from '../core/read-settings.ts';
import { linksInMessage } from '../core/slack-text.ts';
import { SummaryLength } from '../core/summary.ts';

export interface SummarizeRequest {
  urls: string[];
  /** null where the person did not say. */
  length: SummaryLength | null;
}

const knownOptions = ['--length'];

/**
 * Reads `URL [--length short|normal|long]`, in any order.
 * @throws AppError `bad_arguments` with the nearest right word; a request without a link is fine here.
 */
export function parseSummarizeRequest(text: string): SummarizeRequest {
  const words = text.trim().split(/\s+/);
  let length: SummaryLength | null = null;
  for (let index = 0; index < words.length; index += 1) {
    // Clients turn two hyphens into a dash.
    const word = (words[index] ?? '').replace(/^[—–]/, '--');
    if (!word.startsWith('--')) continue;
    const [option = '', inline] = word.split('=', 2);
    if (!knownOptions.includes(option)) {
      throw badArguments(`There is no option ${option}.${nearest(option, knownOptions)}`);
    }
    const value = (inline ?? words[index + 1] ?? '').toLowerCase();
    const parsed = SummaryLength.safeParse(value);
    if (!parsed.success) {
      const given =
        value === ''
          ? 'The length is missing.'
          : `There is no length "${value}".${nearest(value, SummaryLength.options)}`;
      throw badArguments(given);
    }
    length = parsed.data;
  }
  return { urls: linksInMessage({ text }), length };
}

function badArguments(message: string): AppError {
  return new AppError({ code: 'bad_arguments', message, hint: `Lengths: ${SummaryLength.options.join(', ')}.` });
}
