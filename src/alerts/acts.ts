import type { Alert, NewAlertEvent } from '../core/alert.ts';
import { AppError } from '../core/errors.ts';
import { endAlert } from './end-alert.ts';

/** What people, and the clock, do to an open alert. Each gives the alert after it and what happened. Pure. */
export interface AlertAct {
  alert: Alert;
  event: NewAlertEvent;
}

const plain = { value: null, n: null };

/** Somebody looks after it: it is not escalated. */
export function acknowledge(alert: Alert, actorId: string, at: number): AlertAct {
  requireOpen(alert);
  if (alert.status === 'acknowledged') {
    throw new AppError({
      code: 'alert_done',
      message: 'This alert is acknowledged already.',
      hint: 'The line in its thread says by whom.',
    });
  }
  return {
    alert: {
      ...alert,
      version: alert.version + 1,
      status: 'acknowledged',
      acknowledgedAt: at,
      acknowledgedBy: actorId,
      escalateAt: null,
    },
    event: { kind: 'acknowledged', actorId, ...plain },
  };
}

/** Nobody is told of it, nor of its rule and scope again, for so long; then it is escalated if nobody took it. */
export function mute(alert: Alert, actorId: string, at: number, forMs: number): AlertAct {
  requireOpen(alert);
  if (alert.mutedUntil !== null && alert.mutedUntil > at) {
    throw new AppError({
      code: 'alert_done',
      message: 'This alert is muted already.',
      hint: 'The line in its thread says until when.',
    });
  }
  const mutedUntil = at + forMs;
  const waitsForSomebody = alert.status === 'open' && alert.escalatedAt === null;
  return {
    alert: {
      ...alert,
      version: alert.version + 1,
      mutedUntil,
      mutedBy: actorId,
      escalateAt: waitsForSomebody ? mutedUntil : null,
    },
    event: { kind: 'muted', actorId, ...plain },
  };
}

export function resolve(alert: Alert, actorId: string, at: number): AlertAct {
  requireOpen(alert);
  return endAlert(alert, { at, resolution: 'by_hand', actorId, ...plain });
}

/** @returns null where it is not due, or no longer */
export function escalate(alert: Alert, at: number): AlertAct | null {
  if (alert.status !== 'open' || alert.escalateAt === null || alert.escalateAt > at) return null;
  return {
    alert: { ...alert, version: alert.version + 1, escalateAt: null, escalatedAt: at },
    event: { kind: 'escalated', actorId: null, ...plain },
  };
}

function requireOpen(alert: Alert): void {
  if (alert.status !== 'resolved') return;
  throw new AppError({
    code: 'alert_done',
    message: 'This alert is over already.',
    hint: 'The last line in its thread says how it ended.',
  });
}
