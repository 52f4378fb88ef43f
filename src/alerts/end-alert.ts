import type { Alert, AlertEventKind, AlertResolution, NewAlertEvent } from '../core/alert.ts';

const eventOf: Readonly<Record<AlertResolution, AlertEventKind>> = {
  recovered: 'recovered',
  by_hand: 'resolved',
  no_data: 'expired',
  rule_off: 'rule_off',
};

/** The end of an alert, whatever brings it about. Nothing is escalated afterwards. */
export function endAlert(
  open: Alert,
  end: { at: number; resolution: AlertResolution; actorId: string | null; value: number | null; n: number | null },
): { alert: Alert; event: NewAlertEvent } {
  const { at, resolution, actorId, value, n } = end;
  return {
    alert: {
      ...open,
      version: open.version + 1,
      status: 'resolved',
      resolvedAt: at,
      resolvedBy: actorId,
      resolution,
      escalateAt: null,
    },
    event: { kind: eventOf[resolution], actorId, value, n },
  };
}
