import type { AlertFilterName, AlertFilters, AlertSeverity, AlertUnit } from '../core/alert.ts';
import type { AlertFigures, FigureWindow, TraceOrder } from './figures.ts';

/** One thing that was looked at. */
export interface Measurement {
  /** What it was found in, `stage=stage_a.run`; empty where the type finds one thing only. */
  scope: string;
  /** In the type's unit; null where there is nothing. */
  value: number | null;
  /** How many things the value is made of. */
  n: number;
  /** Once it has opened an alert, no other before this moment: a daily figure alerts once a day. */
  onceUntil?: number;
  /** What else there is to say. */
  note?: string;
}

/** One kind of rule: what it measures, and in which direction that is bad. */
export interface AlertRuleType {
  id: string;
  /** For people, ends without a full stop: `share of runs that failed`. */
  summary: string;
  unit: AlertUnit;
  /** Where the value breaches: above, at or above, or below the threshold. */
  breach: 'above' | 'from' | 'below';
  /** What `n` counts, in the plural; null where it counts nothing a person would ask for. */
  sampleWord: string | null;
  defaults: { threshold: number; windowMinutes: number; severity: AlertSeverity; minSample: number };
  bounds: { min: number; max: number };
  filters: readonly AlertFilterName[];
  /** What is charted: the same measure of earlier windows, the money of earlier days, or nothing. */
  chart: 'windows' | 'days' | 'none';
  /** Which runs are shown; null for none. */
  traces: TraceOrder | null;
  measure(figures: AlertFigures, window: FigureWindow, filters: AlertFilters): Promise<Measurement[]>;
}

/** The default of a minimum sample: one of one that failed is no reason to wake anybody. */
export const defaultMinSample = 5;
