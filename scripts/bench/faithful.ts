/**
 * Do honest drafts pass and wrong ones not? `node scripts/bench/faithful.ts FOLDER [--every N] [--from I]`: pages (`.html`, `.html.gz`) go through the
 * door of `npm run summarize` with a model server that shortens, reorders and rewords what it was given; then once more with one wrong number, and
 * once with one wrong name, in the first draft only. Exit code 1 where more than 5 % of the honest drafts are refused or a wrong one is posted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { answerHonestly, honestReply } from '../../test/support/honest-answer.ts';
import { readModelQuestion } from '../../test/support/model-question.ts';
import { createOpenaiServer } from '../../test/support/openai-server.ts';
import type { OpenaiReply, SeenRequest } from '../../test/support/openai-server.ts';
import { openSummarizeDoor } from '../../test/support/summarize-door.ts';
import { plantErrors } from './grounding/plant-errors.ts';
import type { ErrorKind } from './grounding/plant-errors.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1' }, from: { type: 'string', default: '0' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Usage: node scripts/bench/faithful.ts FOLDER [--every N] [--from I]');
  process.exit(1);
}
const files = readdirSync(folder)
  .filter((name) => /\.html(?:\.gz)?$/u.test(name))
  .filter((_name, index) => index % Number(values.every) === Number(values.from));

let planted: string | null = null;

/** Honest, but for one summary sentence of a first draft. */
function withError(kind: ErrorKind) {
  return ({ body }: SeenRequest): OpenaiReply => {
    const question = readModelQuestion(body);
    if (question.stage === 'facts' || question.failures !== '') return answerHonestly({ body });
    const reply = honestReply(question);
    for (const [index, entry] of reply.summary.entries()) {
      const wrong = plantErrors(entry.text, question.language).find((error) => error.kind === kind);
      // A changed number may by chance stand in the same facts.
      if (!wrong || question.items.some(({ text }) => text.includes(wrong.text))) continue;
      planted = wrong.text;
      const summary = reply.summary.map((other, at) => (at === index ? { ...other, text: wrong.text } : other));
      return { kind: 'json', value: { ...reply, summary } };
    }
    return { kind: 'json', value: reply };
  };
}

let model: (request: SeenRequest) => OpenaiReply = answerHonestly;
await using server = await createOpenaiServer({ replies: (request) => model(request) });
await using door = await openSummarizeDoor({
  OPENAI_BASE_URL: server.baseUrl,
  OPENAI_API_KEY: 'bench',
  GLOSS_LLM_DAILY_BUDGET_USD: '0',
  GLOSS_LLM_RUN_BUDGET_USD: '0',
});

const honest = { passed: 0, refused: 0, withoutFacts: 0 };
const wrong = { 'number changed': [0, 0, 0], 'name changed': [0, 0, 0] };
for (const name of files) {
  const bytes = readFileSync(join(folder, name));
  const page = { url: `https://pages.example/${name}`, html: name.endsWith('.gz') ? gunzipSync(bytes) : bytes };
  model = answerHonestly;
  const { run } = await door.run(page);
  if (run.draft === null) {
    honest.withoutFacts += 1;
    console.log(`${name}: ${run.failure?.code}`);
    continue;
  }
  if (run.rewriteCount > 0) {
    honest.refused += 1;
    for (const gate of run.gates.filter(({ passed }) => !passed)) console.log(`${name}: ${gate.id}: ${gate.reason}`);
    continue;
  }
  honest.passed += 1;
  for (const kind of ['number changed', 'name changed'] as const) {
    planted = null;
    model = withError(kind);
    const { run: second } = await door.run(page);
    if (planted === null) continue;
    const tally = wrong[kind];
    tally[0] = (tally[0] ?? 0) + 1;
    if (second.rewriteCount > 0) tally[1] = (tally[1] ?? 0) + 1;
    else console.log(`${name}: ${kind}, not stopped: ${String(planted)}`);
    if (second.rewriteCount > 0 && second.outcome === 'summarized') tally[2] = (tally[2] ?? 0) + 1;
  }
}
const drafts = honest.passed + honest.refused;
const refusedShare = honest.refused / Math.max(1, drafts);
console.log(`${files.length} pages, ${honest.withoutFacts} of them without a draft (walls, or no sentence to use).`);
console.log(`honest drafts: ${drafts}, refused ${honest.refused} (${(100 * refusedShare).toFixed(1)} %, at most 5 %)`);
let missed = 0;
for (const [kind, [total = 0, stopped = 0, mended = 0]] of Object.entries(wrong)) {
  missed += total === 0 || stopped / total >= 0.9 ? 0 : 1;
  console.log(`one ${kind}: ${total} drafts, stopped ${stopped} (at least 90 %), then posted mended ${mended}`);
}
for (const problem of new Set(server.problems)) console.log(`request: ${problem}`);
process.exitCode = refusedShare <= 0.05 && missed === 0 && server.problems.length === 0 ? 0 : 1;
