/** `npm run -s sentiment -- "TEXT" | --file FILE | -  [--json]`: what each sentence of a text feels like; nothing is kept. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { AppError } from '../src/core/errors.ts';
import { explain } from '../src/main.ts';
import { openSensor } from './sentiment/open-sensor.ts';
import { printSentiment } from './sentiment/print-sentiment.ts';

const usage = 'Usage: npm run -s sentiment -- "TEXT" | --file FILE | -  [--language en] [--json]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { file: { type: 'string' }, language: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const text = await readText(values.file, positionals);
  await using sensor = await openSensor(false);
  const sentiment = await sensor.score(text, values.language);
  process.stdout.write(`${values.json ? JSON.stringify(sentiment) : printSentiment(sentiment)}\n`);
}

async function readText(file: string | undefined, words: readonly string[]): Promise<string> {
  if (file !== undefined && words.length === 0) return readFile(file, 'utf8');
  if (file === undefined && words.length === 1 && words[0] === '-') return readAll(process.stdin);
  if (file === undefined && words.length > 0) return words.join(' ');
  throw new AppError({ code: 'usage', message: usage });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
