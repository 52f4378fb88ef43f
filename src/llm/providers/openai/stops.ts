/** Answers that ended for a reason which asking again does not change. */
import { AppError } from '../../../core/errors.ts';

export function lengthStop(): AppError {
  return new AppError({
    code: 'model_length',
    message: 'The model’s answer was cut off because it grew too long.',
    hint: 'Ask for the short form, or raise maxOutputTokens of the profile.',
  });
}

export function filterStop(): AppError {
  return new AppError({
    code: 'model_filtered',
    message: 'The model server’s content filter stopped the answer.',
    hint: 'Nothing can be done about this page; another model may take it.',
  });
}

export function refusal(words: string): AppError {
  return new AppError({
    code: 'model_refused',
    message: 'The model refused to work on this page.',
    hint: 'Read the page yourself, or try another model.',
    cause: new Error(words.slice(0, 500)),
  });
}
