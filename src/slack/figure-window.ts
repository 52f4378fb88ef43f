import type { AnalyticsWindow } from '../core/analytics.ts';
import { type ChannelWord, optionKinds } from './arguments/option-kinds.ts';
import type { ReportScope } from './blocks/reports/report-frame.ts';
import type { CommandRequest } from './commands/command.ts';
import type { SlackServices } from './slack-dependencies.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What every command with figures takes. */
export const windowOptions = {
  window: optionKinds.duration({ minMs: hourMs, maxMs: 366 * dayMs }).default(dayMs),
  channel: optionKinds.channel().optional(),
  model: optionKinds.text(200).optional(),
  share: optionKinds.switch(),
};

interface WindowOptions {
  window: number;
  channel?: ChannelWord | undefined;
  model?: string | undefined;
}

/** The window up to now, and what it is narrowed to. @throws AppError `bad_arguments`, `not_allowed` for a channel the person may not look into. */
export async function readScope(
  options: WindowOptions,
  request: CommandRequest,
  services: SlackServices,
): Promise<ReportScope> {
  const channel = options.channel === undefined ? null : await services.channels.find(options.channel, request);
  const toMs = services.outside.clock.now();
  const window: AnalyticsWindow = {
    fromMs: toMs - options.window,
    toMs,
    ...(channel === null ? {} : { channel: channel.id }),
    ...(options.model === undefined ? {} : { model: options.model }),
  };
  return { window, channelName: channel === null ? null : `#${channel.name ?? channel.id}` };
}

/** The UTC day so far. */
export function todaySoFar(now: number): AnalyticsWindow {
  return { fromMs: Math.floor(now / dayMs) * dayMs, toMs: now };
}
