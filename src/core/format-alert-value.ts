import type { AlertUnit } from './alert.ts';

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const one = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** A value as people read it: `18.2 %`, `6.4 s`, `$0.12`, `0.64`, `2.4 ×`. */
export function formatAlertValue(unit: AlertUnit, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  switch (unit) {
    case 'share':
      return `${one.format(value * 100)} %`;
    case 'ms':
      return value < 1000 ? `${Math.round(value)} ms` : `${plain.format(value / 1000)} s`;
    case 'usd':
      return value !== 0 && value < 0.1 ? `$${value.toFixed(4)}` : `$${value.toFixed(2)}`;
    case 'score':
      return value.toFixed(2);
    case 'times':
      return `${plain.format(value)} ×`;
    case 'count':
      return plain.format(value);
  }
}

/** `5 min`, `2 h`, `1 day`. */
export function formatMinutes(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? '1 day' : `${minutes / 1440} days`;
  if (minutes >= 120 && minutes % 60 === 0) return `${minutes / 60} h`;
  return `${minutes} min`;
}
