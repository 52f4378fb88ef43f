import type { Promotion } from '../../../core/baseline.ts';
import type { Report } from '../report.ts';

/** What a promotion or its way back moved, for who asked for it. */
export function promotionReport({ dataset, tag, previousTag, moves, undoneAt }: Promotion): Report {
  const isBack = undoneAt !== null;
  const [from, to] = isBack ? [tag, previousTag] : [previousTag, tag];
  return {
    title: isBack ? `${dataset}: ${tag} taken back` : `${dataset}: ${tag} promoted`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: `Baseline of ${dataset}`, value: `${from ?? 'none'} → ${to ?? 'none'}` },
          ...moves.map(({ name, label, fromVersion, toVersion }) => ({
            label: `${name}@${label}`,
            value: isBack
              ? `${toVersion} → ${fromVersion ?? 'as it was'}`
              : `${fromVersion ?? 'not set'} → ${toVersion}`,
          })),
        ],
      },
      { kind: 'note', text: 'It is in the audit log.' },
    ],
  };
}
