import { z } from 'zod';
import { nearest } from '../../core/read-settings.ts';

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Kinds of option values; each says in its message what it would have taken. */
export const optionKinds = {
  /** `--share` and the like: there or not. */
  switch: () => z.boolean().default(false),

  /** `90m`, `24h`, `7d`, `2w` as milliseconds. */
  duration: (bounds: { minMs: number; maxMs: number }) =>
    z.string().transform((text, context) => {
      const match = /^(\d{1,6})\s*(m|h|d|w)[a-z]*$/i.exec(text);
      const ms = match ? Number(match[1]) * (unitMs[match[2]?.toLowerCase() ?? ''] ?? Number.NaN) : Number.NaN;
      if (ms >= bounds.minMs && ms <= bounds.maxMs) return ms;
      const range = `${describeDuration(bounds.minMs)} to ${describeDuration(bounds.maxMs)}`;
      context.addIssue(match ? `is outside ${range}` : `is no length of time; write 24h, 7d or 2w (${range})`);
      return z.NEVER;
    }),

  /** One of some words, in any case. */
  choice: <const Choice extends string>(choices: readonly Choice[]) =>
    z.string().transform((text, context): Choice => {
      const found = choices.find((choice) => choice === text.toLowerCase());
      if (found !== undefined) return found;
      context.addIssue(`is none of ${choices.join(', ')}.${nearest(text, choices)}`.replace(/\?$/, '? '));
      return z.NEVER;
    }),

  count: (min: number, max: number) =>
    z.string().transform((text, context) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= min && number <= max) return number;
      context.addIssue(`is no whole number from ${min} to ${max}`);
      return z.NEVER;
    }),

  /** `0.8`, from 0 to 1. */
  fraction: () =>
    z.string().transform((text, context) => {
      const number = /^(?:0|1|0?\.\d{1,6}|0\.\d{1,6}|1\.0{1,6})$/.test(text) ? Number(text) : Number.NaN;
      if (number >= 0 && number <= 1) return number;
      context.addIssue('is no number from 0 to 1; write 0.8');
      return z.NEVER;
    }),

  text: (maxLength: number) => z.string().max(maxLength, `is longer than ${maxLength} characters`),

  /** `<#C1|name>`, `<#C1>`, an id, or `#name`, which is looked up later. */
  channel: () =>
    z.string().transform((text, context): ChannelWord => {
      const [whole, mentioned, label] =
        /^<#([CGD][A-Z0-9]+)(?:\|([^>]*))?>$/.exec(text) ?? /^[CGD][A-Z0-9]{5,}$/.exec(text) ?? [];
      if (whole !== undefined)
        return { id: mentioned ?? whole, name: label === undefined || label === '' ? null : label };
      const name = /^#([\p{L}\p{N}_-]{1,80})$/u.exec(text)?.[1];
      if (name !== undefined) return { id: null, name: name.toLowerCase() };
      context.addIssue('is no channel; write #name');
      return z.NEVER;
    }),

  /** `<@U1|name>`, `<@U1>` or an id, as the id. */
  user: () =>
    z.string().transform((text, context) => {
      const id =
        /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)?.[1] ?? /^(?:[UW][A-Z0-9]{5,}|p_[\w-]{22})$/.exec(text)?.[0];
      if (id !== undefined) return id;
      context.addIssue('is no person; mention them or give their id');
      return z.NEVER;
    }),
};

/** An id where Slack or the person gave one; otherwise a name that is looked up. */
export type ChannelWord = { id: string; name: string | null } | { id: null; name: string };

function describeDuration(ms: number): string {
  const unit = ['w', 'd', 'h', 'm'].find((name) => ms % (unitMs[name] ?? 1) === 0) ?? 'm';
  return `${Math.round(ms / (unitMs[unit] ?? 1))}${unit}`;
}
