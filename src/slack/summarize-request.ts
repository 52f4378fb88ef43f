import { z } from 'zod';
import { linksInMessage } from '../core/slack-text.ts';
import { SummaryLength } from '../core/summary.ts';
import { optionKinds } from './arguments/option-kinds.ts';
import { readArguments } from './arguments/read-arguments.ts';

export interface SummarizeRequest {
  urls: string[];
  /** null where the person did not say. */
  length: SummaryLength | null;
}

const options = z.object({ length: optionKinds.choice(SummaryLength.options).optional() });

/**
 * Reads `URL [--length short|normal|long]`, in any order.
 * @throws AppError `bad_arguments` with the nearest right word; a request without a link is fine here.
 */
export function parseSummarizeRequest(text: string): SummarizeRequest {
  const { length = null } = readArguments(text, options).options;
  return { urls: linksInMessage({ text }), length };
}
