import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { LabelMove, LabelMoveOutcome, PromptLabels } from '../core/prompt-labels.ts';
import type { PromptStore } from '../core/prompt-store.ts';

/**
 * Moves labels with a check of what the person saw, and remembers the way back.
 * @param isRuledElsewhere true for a prompt whose labels are Langfuse's: moving them here would change nothing, so it is refused
 */
export function createPromptLabels(
  store: PromptStore,
  outside: Pick<Outside, 'clock'>,
  isRuledElsewhere: (name: string) => boolean = () => false,
): PromptLabels {
  const requireMovable = (name: string): void => {
    if (!isRuledElsewhere(name)) return;
    throw new AppError({
      code: 'label_elsewhere',
      message: `The labels of ${name} are in Langfuse, so moving one here would change nothing.`,
      hint: 'Move the label in Langfuse, or take the prompt out of the setting prompts.langfuse.names.',
    });
  };
  const historyOf = async (name: string, label?: string): Promise<LabelMove[]> =>
    (await store.labelHistory(name)).filter((move) => label === undefined || move.label === label);

  return {
    current: async (name, label) => (await store.getByLabel(name, label))?.version.version ?? null,
    async promote({ name, label, version, expectedVersion, by, reason }) {
      requireMovable(name);
      const changedAt = outside.clock.now();
      const expected = { version: expectedVersion };
      return moved(
        await store.moveLabel({ name, label, version, kind: 'promote', changedBy: by, changedAt, reason, expected }),
        { name, label },
      );
    },
    async rollback({ name, label, expectedVersion, by, reason }) {
      requireMovable(name);
      const history = await historyOf(name, label);
      const version = versionsBefore(history).at(-1);
      if (version === undefined) throw nothingBefore(name, label);
      const changedAt = outside.clock.now();
      const expected = { version: expectedVersion, moveId: history[0]?.id };
      return moved(
        await store.moveLabel({ name, label, version, kind: 'rollback', changedBy: by, changedAt, reason, expected }),
        { name, label },
      );
    },
    async undo({ id, name, label }, by, reason) {
      requireMovable(name);
      const [newest] = await historyOf(name, label);
      if (newest?.id !== id) throw staleLabel({ name, label }, newest?.toVersion ?? null);
      const version = newest.fromVersion;
      if (version === null) throw nothingBefore(name, label);
      const changedAt = outside.clock.now();
      const expected = { moveId: id };
      return moved(
        await store.moveLabel({ name, label, version, kind: 'undo', changedBy: by, changedAt, reason, expected }),
        { name, label },
      );
    },
    requireMovable,
    history: historyOf,
  };
}

/**
 * The versions under a label's present one, the nearest last. A step back takes its version off the pile, so that going back twice goes two back
 * and not to and fro.
 * @param history of one label, newest first
 */
export function versionsBefore(history: readonly LabelMove[]): string[] {
  const pile: string[] = [];
  for (const { kind, fromVersion, toVersion } of history.toReversed()) {
    const isBack = kind === 'rollback' || kind === 'undo';
    const at = isBack ? pile.lastIndexOf(toVersion) : -1;
    if (at >= 0) pile.length = at;
    else if (fromVersion !== null) pile.push(fromVersion);
  }
  return pile;
}

interface LabelName {
  name: string;
  label: string;
}

function moved(outcome: LabelMoveOutcome, at: LabelName): LabelMove {
  if (outcome.outcome === 'moved') return outcome.move;
  if (outcome.outcome === 'stale') throw staleLabel(at, outcome.current);
  throw new AppError({
    code: 'label_unchanged',
    message: `${at.name}@${at.label} is ${outcome.current ?? 'not set'} already.`,
    hint: 'Nothing had to be moved.',
  });
}

function staleLabel({ name, label }: LabelName, current: string | null): AppError {
  return new AppError({
    code: 'stale_label',
    message: `${name}@${label} was moved meanwhile: it is ${current ?? 'not set'} now.`,
    hint: 'Look at its history and decide again.',
  });
}

function nothingBefore(name: string, label: string): AppError {
  return new AppError({
    code: 'nothing_before',
    message: `${name}@${label} has no version to go back to.`,
    hint: 'Promote the version that shall run.',
  });
}
