import type { EvalJudge } from '../../core/evaluation.ts';

/** Provider, model and prompt versions of the judges in one text; empty without judges. Another judge is another yardstick. */
export function judgeKeyOf(judge: EvalJudge | null): string {
  if (judge === null) return '';
  const prompts = Object.entries(judge.promptVersions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, version]) => `${name}@${version}`);
  return [`${judge.provider}/${judge.model}`, ...prompts].join(' ');
}
