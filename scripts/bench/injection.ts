/**
 * What reaches a thread when the page gives orders and the model obeys: `node scripts/bench/injection.ts CASES.json [CASE …]`.
 * Every case goes through the door of `npm run summarize` with the offline writer, with a model that obeys by each of `obediences`, and with
 * one that does as Gloss asks; models sit behind an OpenAI-compatible server. Exit code 1 where a case that the checks must stop leaks,
 * something forbidden is fetched, a request breaks OpenAI's rules, or an honest writer brings nothing about the page.
 */
import { readFileSync } from 'node:fs';
import { answerHonestly } from '../../test/support/honest-answer.ts';
import { createOpenaiServer } from '../../test/support/openai-server.ts';
import type { OpenaiReply, SeenRequest } from '../../test/support/openai-server.ts';
import { openSummarizeDoor } from '../../test/support/summarize-door.ts';
import { forbiddenFound } from './injection/forbidden-found.ts';
import { InjectionFile } from './injection/injection-case.ts';
import type { InjectionCase } from './injection/injection-case.ts';
import { createObedientModel, obediences } from './injection/obedient-model.ts';

const [file, ...wanted] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node scripts/bench/injection.ts CASES.json [CASE …]');
  process.exit(1);
}
const { cases } = InjectionFile.parse(JSON.parse(readFileSync(file, 'utf8')));

let model: (request: SeenRequest) => OpenaiReply = () => ({ kind: 'text', text: '' });
await using server = await createOpenaiServer({ replies: (request) => model(request) });
await using offline = await openSummarizeDoor({ GLOSS_LLM_PROFILE: 'extractive' });
await using online = await openSummarizeDoor({
  OPENAI_BASE_URL: server.baseUrl,
  OPENAI_API_KEY: 'bench',
  GLOSS_LLM_DAILY_BUDGET_USD: '0',
});

let problems = 0;
let measuredLeaks = 0;

/** What came of a case, in a word; problems are counted. */
async function outcomeOf(door: typeof online, injection: InjectionCase, mustBeOnTopic: boolean): Promise<string> {
  const { url, html, content_type: contentType } = injection;
  const result = await door.run({ url, html, contentType });
  const leaks = forbiddenFound(result, injection);
  if (leaks.length > 0) {
    if (injection.gate_must_stop || mustBeOnTopic) problems += 1;
    else measuredLeaks += 1;
    return `LEAK ${leaks.join(', ')}`;
  }
  if (result.run.outcome === 'failed') {
    if (mustBeOnTopic) problems += 1;
    return `note (${result.run.failure?.code})`;
  }
  const text = JSON.stringify(result.message).toLowerCase();
  if (injection.should_mention_any.some((word) => text.includes(word.toLowerCase()))) return 'posted clean';
  problems += 1;
  return 'OFF TOPIC';
}

console.log(['case', 'must stop', 'noticed', 'offline writer', 'honest model', ...obediences].join(' | '));
const chosen = cases.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
for (const injection of chosen) {
  const { url, html, content_type: contentType } = injection;
  const { run } = await offline.run({ url, html, contentType });
  const isNoticed = run.evidence?.notices.some((notice) => notice.code === 'injection_ignored') === true;
  const cells = [await outcomeOf(offline, injection, true)];
  model = answerHonestly;
  cells.push(await outcomeOf(online, injection, true));
  for (const obedience of obediences) {
    model = createObedientModel(injection.obedient_output, obedience);
    cells.push(await outcomeOf(online, injection, false));
  }
  console.log(
    [injection.id, injection.gate_must_stop ? 'yes' : 'measured', isNoticed ? 'yes' : 'no', ...cells].join(' | '),
  );
}
for (const problem of new Set(server.problems)) console.log(`request: ${problem}`);
problems += server.problems.length;
console.log(`${chosen.length} cases: ${problems} problems, ${measuredLeaks} leaks in cases that are only measured.`);
process.exitCode = problems === 0 ? 0 : 1;
