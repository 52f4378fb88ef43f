import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPath } from '../../../src/core/dot-path.ts';
import { describeValues } from '../../../src/monitor/analysis/describe-values.ts';
import { extractVariables } from '../../../src/monitor/analysis/extract-variables.ts';
import { loadStoredTraces, readTraceFile } from '../../../src/monitor/analysis/load-traces.ts';
import { createTraceCollection } from '../../../src/monitor/analysis/trace-collection.ts';
import { sampleSpans } from '../../support/sample-spans.ts';
import { openTempStore } from '../../support/temp-store.ts';

describe('variables of a prompt', () => {
  test('come back from the text it was rendered to, by names with dots', () => {
    const pattern = 'Title: {{page.title}}\nBy {{page.author}}, in {{language}}';
    const text = 'System words.\n\nTitle:   The log that ferries\nBy Ada\n  Heron, in en';
    expect(extractVariables(pattern, text)).toEqual({
      page: { title: 'The log that ferries', author: 'Ada Heron' },
      language: 'en',
    });
    expect(extractVariables('Title: {{title}} By', text)).toEqual({ title: 'The log that ferries' });
    expect(extractVariables('Titel: {{title}}', text)).toBeNull();
    expect(extractVariables('Title: {{title}} Price', text)).toBeNull();
  });

  test('that occur twice must have one value', () => {
    expect(extractVariables('<{{tag}}> {{body}} </{{tag}}>', '<b> x </b>')).toEqual({ tag: 'b', body: 'x' });
    expect(extractVariables('<{{tag}}> {{body}} </{{tag}}>', '<b> x </i>')).toBeNull();
  });

  test.each(['no placeholder', '{{a}}{{b}}', 'x {{a}} {{b}}', '{{a..b}}', '{{__proto__.x}}'])(
    'in a pattern like %s are refused',
    (pattern) => {
      expect(() => extractVariables(pattern, 'text')).toThrow('placeholders with text between');
    },
  );

  test('are what was put in, for any values without the words between', () => {
    const word = fc.stringMatching(/^[a-z0-9]([a-z0-9 ]{0,20}[a-z0-9])?$/).map((text) => text.replace(/ +/g, ' '));
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        const text = `Before. TITLE: ${a} | AUTHOR: ${b} | REST: ${c}`;
        expect(extractVariables('TITLE: {{a}} | AUTHOR: {{deep.b}} | REST: {{deep.c}}', text)).toEqual({
          a,
          deep: { b, c },
        });
      }),
    );
  });
});

test('a path leads into mappings and lists, from both ends, and never into what every object has', () => {
  const value = { messages: [{ content: 'first' }, { content: 'last' }], plain: 'text' };
  expect(readPath(value, 'messages.-1.content')).toBe('last');
  expect(readPath(value, 'messages.0.content')).toBe('first');
  expect(readPath(value, 'messages.7.content')).toBeUndefined();
  expect(readPath(value, 'plain.length')).toBeUndefined();
  expect(readPath(value, 'constructor.name')).toBeUndefined();
  expect(readPath(value, '')).toBe(value);
});

test('values are described by their figures and the most frequent ones', () => {
  expect(describeValues([1, 2, 3, 4, 100])).toMatchObject({
    n: 5,
    numbers: { mean: 22, min: 1, p50: 3, p95: 100, max: 100 },
    distinct: 5,
  });
  expect(describeValues(['a', 'b', 'a', { x: 1 }]).frequent).toEqual([
    { value: 'a', count: 2 },
    { value: 'b', count: 1 },
    { value: '{"x":1}', count: 1 },
  ]);
  expect(describeValues([])).toEqual({ n: 0, numbers: null, frequent: [], distinct: 0 });
});

describe('a collection of traces', () => {
  async function load() {
    await using temp = await openTempStore();
    const now = temp.outside.clock.now();
    for (let index = 0; index < 5; index += 1) {
      const traceId = `trace-${index}`;
      const result = index === 4 ? 'fetch_timeout' : 'ok';
      await temp.store.spans.insertSpans(
        sampleSpans({ traceId, startMs: now - 1000 * (5 - index), model: index < 2 ? 'small' : 'large', result }),
      );
      await temp.store.artifacts.put(
        traceId,
        'evidence.json',
        JSON.stringify({ domain: `site-${index}.example`, sources: [{ title: 'T' }] }),
        now,
      );
      await temp.store.artifacts.put(
        traceId,
        'sources.txt',
        `Title: page ${index}\nDomain: site-${index}.example`,
        now,
      );
    }
    const window = { fromMs: now - 60_000, toMs: now };
    return await loadStoredTraces(temp.store.analytics, window, 100);
  }

  test('tells its steps by name, values by path and variables by pattern', async () => {
    const collection = createTraceCollection(await load());
    expect(collection.traces.map(({ traceId }) => traceId)).toEqual([
      'trace-0',
      'trace-1',
      'trace-2',
      'trace-3',
      'trace-4',
    ]);
    expect(collection.stepNames().find(({ name }) => name === 'summarize_link.run')).toMatchObject({ count: 5 });
    expect(collection.steps('stage_b.run').map(({ attributes }) => attributes['model'])).toEqual(
      expect.arrayContaining(['small', 'large']),
    );
    expect(collection.values('summarize_link.run', 'trace.artifacts.evidence.sources.0.title')).toHaveLength(5);
    expect(collection.values('summarize_link.run', 'trace.artifacts.evidence.domain')[0]).toEqual({
      traceId: 'trace-0',
      value: 'site-0.example',
    });
    const found = collection.variables(
      'summarize_link.run',
      'trace.artifacts.sources',
      'Title: {{page.title}} Domain: {{page.domain}}',
    );
    expect(readPath(found[3]?.values, 'page.title')).toBe('page 3');
    expect(
      collection
        .filter((trace) => trace.steps.some(({ errorType }) => errorType !== null))
        .traces.map(({ traceId }) => traceId),
    ).toEqual(['trace-4']);
  });

  test('is the same from the file it was written to', async () => {
    const traces = await load();
    const file = traces.map((trace) => `${JSON.stringify(trace)}\n`).join('\n');
    expect(await readTraceFile(Readable.from([file]))).toEqual(JSON.parse(JSON.stringify(traces)));
  });

  test('from a file that holds something else is refused by its line', async () => {
    const [trace] = await load();
    const read = (line: string) => readTraceFile(Readable.from([`${JSON.stringify(trace)}\n${line}\n`]));
    await expect(read('{"traceId":"x"}')).rejects.toThrow('Line 2 is no trace: startMs');
    await expect(read('not json')).rejects.toThrow('Line 2 is no trace');
  });
});
