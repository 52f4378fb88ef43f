import type { Alert, AlertDelivery, AlertEvent, AlertEventKind } from '../core/alert.ts';
import type { AlertWords } from './describe-alert.ts';

/** What a channel is to tell. */
export interface AlertNews {
  /** As it stands now. */
  alert: Alert;
  words: AlertWords;
  /** What is told. */
  event: AlertEvent;
  /** It in a sentence; without the person who did it, who stands before it. */
  line: string;
  /** Everything that happened to the alert, in order. */
  events: readonly AlertEvent[];
  /** What this channel was told of it before, in order. */
  earlier: readonly AlertDelivery[];
  /** True where an attempt before this one may have arrived without our knowing. */
  mayHaveArrived: boolean;
}

/** A way to tell people of alerts. */
export interface AlertChannel {
  /** Stands in the database. */
  id: string;
  /** Which events it tells of. */
  events: readonly AlertEventKind[];
  /** Whether it has anywhere to put such an alert. */
  takes(alert: Alert): boolean;
  /**
   * Tells it, at the most once as far as the channel allows.
   * @returns where it is now, in the channel's own words. @throws AppError, retryable where trying again may help.
   */
  deliver(news: AlertNews, signal: AbortSignal): Promise<{ place: string | null }>;
}
