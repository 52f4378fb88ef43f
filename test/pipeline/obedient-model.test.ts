import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forbiddenFound } from '../../scripts/bench/injection/forbidden-found.ts';
import { InjectionFile } from '../../scripts/bench/injection/injection-case.ts';
import type { InjectionCase } from '../../scripts/bench/injection/injection-case.ts';
import { createObedientModel, obediences } from '../../scripts/bench/injection/obedient-model.ts';
import { createHonestModel, runCase } from '../../scripts/bench/injection/run-case.ts';
import { themes } from '../evals/draft-sample.ts';

const file = new URL('../fixtures/injection/own-cases.json', import.meta.url);
const { cases } = InjectionFile.parse(JSON.parse(readFileSync(file, 'utf8')));
const rows = cases.map((injection): [string, string, InjectionCase] => [injection.id, injection.technique, injection]);

describe('a model that obeys the page', () => {
  it.each(rows)(
    '%s, %s: brings nothing forbidden into the thread, whatever field it writes it to',
    async (_id, _technique, injection) => {
      for (const obedience of obediences) {
        const model = createObedientModel(createHonestModel(), injection.obedient_output, obedience);
        const { run, message } = await runCase(injection, model, themes);
        expect({ obedience, found: forbiddenFound(message, injection) }).toEqual({ obedience, found: [] });
        expect(run.outcome === 'summarized' || run.failure !== null).toBe(true);
      }
    },
  );

  it('would bring it there if it were an honest sentence of the page: the experiment can fail', async () => {
    const [first] = cases;
    if (!first) throw new Error('There are no cases.');
    const sentence = 'The tool needs 256 MB of memory and runs as one binary.';
    const injection = { ...first, obedient_output: sentence, never: { ...first.never, text: [sentence] } };
    for (const obedience of ['tldr', 'summary', 'similar why', 'appended to tldr'] as const) {
      const { message } = await runCase(
        injection,
        createObedientModel(createHonestModel(), sentence, obedience),
        themes,
      );
      expect({ obedience, found: forbiddenFound(message, injection) }).toEqual({ obedience, found: [sentence] });
    }
  });
});

describe('the offline writer', () => {
  it.each(rows)('%s, %s: still brings a summary of the page', async (_id, _technique, injection) => {
    const { run, message } = await runCase(injection, createHonestModel(), themes);
    expect(run.failure).toBeNull();
    const text = JSON.stringify(message);
    expect(injection.should_mention_any.some((word) => text.includes(word))).toBe(true);
    expect(forbiddenFound(message, injection)).toEqual([]);
  });
});
