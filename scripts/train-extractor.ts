/**
 * Trains the block classifier of src/retrieval/html on a folder of saved pages with gold text:
 *
 *   node scripts/train-extractor.ts DIR                     writes src/retrieval/html/weights.json
 *   node scripts/train-extractor.ts DIR --folds 5 --out F   writes out-of-fold predictions instead, folds by site
 *
 * DIR holds `ground-truth.json` ({ID: {url, text}}) and `html/ID.html.gz`. The same pages give the same weights. What the
 * published weights were trained on, and under which licences, is in src/retrieval/html/WEIGHTS.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createBlockClassifier } from '../src/retrieval/html/block-classifier.ts';
import { chooseContent } from '../src/retrieval/html/choose-content.ts';
import { partOf } from './extractor-training/part-of.ts';
import { readLabelledPages, readSavedPage } from './extractor-training/read-labelled-pages.ts';
import { trainClassifier } from './extractor-training/train-classifier.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { folds: { type: 'string' }, out: { type: 'string' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('usage: node scripts/train-extractor.ts DIR [--folds N --out FILE]');
  process.exitCode = 2;
} else if (values.folds === undefined) {
  const pages = readLabelledPages(folder);
  const file = values.out ?? fileURLToPath(new URL('../src/retrieval/html/weights.json', import.meta.url));
  writeFileSync(file, stringifyWeights(trainClassifier(pages)));
  console.error(`${pages.length} pages, weights in ${file}`);
} else {
  const pages = readLabelledPages(folder);
  const folds = Number(values.folds);
  const predictions: Record<string, string> = {};
  for (let fold = 0; fold < folds; fold += 1) {
    const isTest = (site: string) => partOf(site, 'fold', folds) === fold;
    const classify = createBlockClassifier(trainClassifier(pages.filter((page) => !isTest(page.site))));
    for (const page of pages.filter(({ site }) => isTest(site))) {
      const kept = chooseContent(page.facts, classify(page.facts), readSavedPage(folder, page.id));
      predictions[page.id] = page.facts.blocks
        .filter((_, index) => kept[index])
        .map((block) => block.text)
        .join('\n\n');
    }
    console.error(`fold ${fold + 1} of ${folds}`);
  }
  const text = JSON.stringify(predictions);
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

/** One tree, or one token, to a line: small, and a diff can be read. */
function stringifyWeights(weights: ReturnType<typeof trainClassifier>): string {
  const { forests, tokens, ...rest } = weights;
  const head = JSON.stringify(rest, null, 1).replace(/\n\}$/, '');
  const tokenLines = Object.entries(tokens).map(([name, weight]) => `${JSON.stringify(name)}:${weight}`);
  const forestTexts = forests.map(
    (forest) => `{"base":${forest.base},"trees":[\n${forest.trees.map((tree) => JSON.stringify(tree)).join(',\n')}\n]}`,
  );
  return `${head},\n "tokens": {\n${tokenLines.join(',\n')}\n },\n "forests": [\n${forestTexts.join(',\n')}\n ]\n}\n`;
}
