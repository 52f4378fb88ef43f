import type { AlertRule, AlertStore } from '../core/alert.ts';
import { AppError } from '../core/errors.ts';
import { nearest } from '../core/read-settings.ts';

/** A rule as it counts now. */
export interface RuleInForce {
  rule: AlertRule;
  /** 0 where it stands as in the file. */
  version: number;
  /** `changed`: from the file, with another form made in Slack. */
  origin: 'file' | 'slack' | 'changed';
  updatedBy: string | null;
}

/** The rules of configs/alerts.yaml, over which lie those made or changed in Slack. */
export interface RuleSet {
  list(): Promise<RuleInForce[]>;
  /** @throws AppError `unknown_alert_rule` with the nearest id. */
  get(id: string): Promise<RuleInForce>;
  /** @param expectedVersion of the form that was changed; null for a new rule. @throws AppError `stale_rule`, `alert_rule_taken`. */
  save(rule: AlertRule, expectedVersion: number | null, by: string, at: number): Promise<RuleInForce>;
  /**
   * Takes a rule of Slack away; a changed rule of the file stands as in the file again.
   * @returns what stands there now. @throws AppError `rule_in_file` for one that only the file has.
   */
  remove(id: string): Promise<AlertRule | null>;
}

export function createRuleSet(
  fileRules: readonly AlertRule[],
  store: Pick<AlertStore, 'rules' | 'putRule' | 'deleteRule'>,
): RuleSet {
  const ofFile = new Map(fileRules.map((rule) => [rule.id, rule]));

  const set: RuleSet = {
    async list() {
      const stored = await store.rules();
      const changed = new Map(stored.map((row) => [row.rule.id, row]));
      const inFile = fileRules.map((rule): RuleInForce => {
        const change = changed.get(rule.id);
        if (!change) return { rule, version: 0, origin: 'file', updatedBy: null };
        return { rule: change.rule, version: change.version, origin: 'changed', updatedBy: change.updatedBy };
      });
      const fromSlack = stored
        .filter(({ rule }) => !ofFile.has(rule.id))
        .map(({ rule, version, updatedBy }): RuleInForce => ({ rule, version, origin: 'slack', updatedBy }));
      return [...inFile, ...fromSlack];
    },
    async get(id) {
      const all = await set.list();
      const found = all.find(({ rule }) => rule.id === id);
      if (found) return found;
      const known = all.map(({ rule }) => rule.id);
      throw new AppError({
        code: 'unknown_alert_rule',
        message: `There is no alert rule "${id}".${nearest(id, known)}`,
        hint: '/alert rules lists them.',
      });
    },
    async save(rule, expectedVersion, by, at) {
      if (expectedVersion === null && (await set.list()).some((known) => known.rule.id === rule.id)) {
        throw new AppError({
          code: 'alert_rule_taken',
          message: `There is an alert rule "${rule.id}" already.`,
          hint: 'Give the new one another name, or edit that one.',
        });
      }
      if (!(await store.putRule(rule, expectedVersion ?? 0, by, at))) {
        throw new AppError({
          code: 'stale_rule',
          message: `The rule "${rule.id}" was changed by somebody else meanwhile.`,
          hint: 'Open it again and change what is there now.',
        });
      }
      return set.get(rule.id);
    },
    async remove(id) {
      const { origin } = await set.get(id);
      if (origin === 'file') {
        throw new AppError({
          code: 'rule_in_file',
          message: `The rule "${id}" stands in configs/alerts.yaml, so it cannot be deleted from here.`,
          hint: `Switch it off with /alert disable ${id}, or take it out of the file.`,
        });
      }
      await store.deleteRule(id);
      return ofFile.get(id) ?? null;
    },
  };
  return set;
}
