/**
 * How well the gates tell faithful sentences from wrong ones: `node scripts/bench/grounding.ts [--misses]`. Pages of our own writing, sentences that
 * paraphrase them, the same with one error planted, and invented sentences that use the page's vocabulary. Exit code 1 below the goals.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Scorer, ScorerInput } from '../../src/core/summary.ts';
import { noUsage } from '../../src/core/summary.ts';
import { grounding } from '../../src/evals/scorers/grounding.ts';
import { nameFidelity } from '../../src/evals/scorers/name-fidelity.ts';
import { numberFidelity } from '../../src/evals/scorers/number-fidelity.ts';
import { sampleEvidence } from '../../test/support/sample-evidence.ts';
import { plantErrors } from './grounding/plant-errors.ts';

const Claim = z.object({ text: z.string(), cites: z.array(z.number()) });
const Page = z.object({
  language: z.string(),
  title: z.string(),
  paragraphs: z.array(z.string()),
  faithful: z.array(Claim),
  invented: z.array(Claim),
});

const folder = new URL('../../test/fixtures/grounding/', import.meta.url);
const checks: readonly Scorer[] = [grounding, numberFidelity, nameFidelity];
const goals: Readonly<Record<string, { least?: number; most?: number }>> = {
  'faithful (false alarms)': { most: 0.05 },
  'number changed': { least: 0.9 },
  'numbers exchanged': { least: 0.9 },
  'name changed': { least: 0.9 },
  invented: { least: 0.95 },
};

const tally = new Map<string, { total: number; stopped: number; by: Map<string, number> }>();
const showMisses = process.argv.includes('--misses');

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const page = Page.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  const evidence = sampleEvidence(page.paragraphs, { language: page.language, title: page.title });
  const use = { provider: 'none', model: 'none', promptName: null, promptVersion: null, usage: noUsage, costUsd: 0 };
  const check = (kind: string, text: string, cites: readonly number[]): void => {
    const facts = [{ id: 1, text, snippetIds: [...cites] }];
    const input: ScorerInput = {
      evidence,
      factSheet: { facts, unknowns: [], coverageAssessment: '', droppedFactCount: 0, toolCalls: [], use },
      draft: { form: 'short', tldr: [{ text, factIds: [1] }], summary: [], projects: [], similarTech: [], use },
      themes: [],
      length: 'normal',
    };
    const failed = checks
      .map((scorer) => ({ id: scorer.id, ...scorer.score(input) }))
      .filter((result) => !result.passed);
    const row = tally.get(kind) ?? { total: 0, stopped: 0, by: new Map<string, number>() };
    row.total += 1;
    if (failed.length > 0) row.stopped += 1;
    for (const { id } of failed) row.by.set(id, (row.by.get(id) ?? 0) + 1);
    tally.set(kind, row);
    const wrong = kind.startsWith('faithful') ? failed.length > 0 : failed.length === 0;
    if (showMisses && wrong)
      console.log(`${kind} [${page.language}] ${text}${failed[0] ? `\n    ${failed[0].reason}` : ''}`);
  };
  for (const { text, cites } of page.faithful) {
    check('faithful (false alarms)', text, cites);
    for (const planted of plantErrors(text, page.language)) check(planted.kind, planted.text, cites);
  }
  for (const { text, cites } of page.invented) check('invented', text, cites);
}

let bad = 0;
console.log('kind | sentences | stopped | share | goal | by check');
for (const [kind, { total, stopped, by }] of tally) {
  const share = stopped / total;
  const { least, most } = goals[kind] ?? {};
  const missed = (least !== undefined && share < least) || (most !== undefined && share > most);
  if (missed) bad += 1;
  const goal = least !== undefined ? `≥ ${least * 100} %` : most !== undefined ? `≤ ${most * 100} %` : 'measured';
  const checksText = [...by].map(([id, count]) => `${id} ${count}`).join(', ');
  console.log(
    `${kind} | ${total} | ${stopped} | ${(share * 100).toFixed(1)} % | ${goal}${missed ? ' MISSED' : ''} | ${checksText}`,
  );
}
process.exit(bad === 0 ? 0 : 1);
