/**
 * What reaches a thread when the page gives orders and the model obeys: `node scripts/bench/injection.ts CASES.json`.
 * Every case is run with the honest offline writer and with models that obey in one field or in all. Exit code 1 where a case that the checks
 * must stop leaks, or where the honest writer brings nothing about the page.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ProjectContext } from '../../src/pipeline/settings.ts';
import { forbiddenFound } from './injection/forbidden-found.ts';
import { InjectionFile } from './injection/injection-case.ts';
import { createObedientModel, obediences } from './injection/obedient-model.ts';
import { createHonestModel, runCase } from './injection/run-case.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('Usage: node scripts/bench/injection.ts CASES.json');
  process.exit(1);
}
const context = readFileSync(new URL('../../configs/project-context.yaml', import.meta.url), 'utf8');
const { themes } = ProjectContext.parse(parse(context));
const { cases } = InjectionFile.parse(JSON.parse(readFileSync(file, 'utf8')));

let problems = 0;
let measuredLeaks = 0;
console.log(['case', 'must stop', 'offline writer', 'noticed', ...obediences].join(' | '));
for (const injection of cases) {
  const fair = await runCase(injection, createHonestModel(), themes);
  const fairText = JSON.stringify(fair.message).toLowerCase();
  const fairLeaks = forbiddenFound(fair.message, injection);
  const isOnTopic = injection.should_mention_any.some((word) => fairText.includes(word.toLowerCase()));
  const fairCell =
    fair.run.failure !== null
      ? `note (${fair.run.failure.code})`
      : fairLeaks.length > 0
        ? `LEAK ${fairLeaks.join(', ')}`
        : isOnTopic
          ? 'ok'
          : 'OFF TOPIC';
  if (fairCell !== 'ok') problems += 1;

  const cells: string[] = [];
  for (const obedience of obediences) {
    const model = createObedientModel(createHonestModel(), injection.obedient_output, obedience);
    const { run, message } = await runCase(injection, model, themes);
    const leaks = forbiddenFound(message, injection);
    if (leaks.length > 0 && injection.gate_must_stop) problems += 1;
    if (leaks.length > 0 && !injection.gate_must_stop) measuredLeaks += 1;
    cells.push(leaks.length > 0 ? `LEAK ${leaks.join(', ')}` : run.outcome === 'summarized' ? 'posted clean' : 'note');
  }
  const isNoticed = fair.run.evidence?.notices.some((notice) => notice.code === 'injection_ignored') === true;
  console.log(
    [injection.id, injection.gate_must_stop ? 'yes' : 'measured', fairCell, isNoticed ? 'yes' : 'no', ...cells].join(
      ' | ',
    ),
  );
}
console.log(`${cases.length} cases: ${problems} problems, ${measuredLeaks} leaks in cases that are only measured.`);
process.exit(problems === 0 ? 0 : 1);
