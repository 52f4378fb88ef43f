import type { AlertService } from '../../src/alerts/alert-service.ts';

/** Alerts of an app in which nothing is open and nobody asks for more. */
export function noAlerts(): AlertService {
  const unused = (): never => {
    throw new Error('This test has no alerts.');
  };
  return {
    rules: unused,
    rule: unused,
    types: () => [],
    saveRule: unused,
    setEnabled: unused,
    deleteRule: unused,
    check: unused,
    checkByClock: unused,
    escalateDue: unused,
    nextEscalationAt: unused,
    open: () => Promise.resolve([]),
    history: () => Promise.resolve([]),
    get: () => Promise.resolve(null),
    acknowledge: unused,
    mute: unused,
    resolve: unused,
    lastCheck: () => null,
  };
}
