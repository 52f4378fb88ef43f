import type { EvalItemResult, EvalRun } from '../../core/evaluation.ts';
import { whyNotPosted } from './ci-verdict.ts';
import type { CiVerdict } from './ci-verdict.ts';

interface TestCase {
  suite: string;
  name: string;
  seconds: number;
  /** Null where it passed. */
  failure: string | null;
}

/**
 * A run in the XML that build servers read: one case an answer, which fails where it would not have been posted, and one a scorer, which fails
 * where the comparison says so.
 */
export function renderJunit(run: EvalRun, results: readonly EvalItemResult[], { report }: CiVerdict): string {
  const { dataset, repeats } = run.params;
  const items = results.map((result): TestCase => {
    const name = repeats === 1 ? result.itemId : `${result.itemId} (answer ${result.repeat + 1})`;
    return { suite: `${dataset}.items`, name, seconds: result.durationMs / 1000, failure: whyNotPosted(result) };
  });
  const scorers = (report?.scorers ?? []).map(
    ({ scorer, verdict, baselineMean, candidateMean, adjustedP }): TestCase => ({
      suite: `${dataset}.scorers`,
      name: scorer,
      seconds: 0,
      failure:
        verdict === 'FAIL'
          ? `${baselineMean.toFixed(3)} before, ${candidateMean.toFixed(3)} now (p = ${adjustedP.toFixed(3)})`
          : null,
    }),
  );
  const suites = [items, scorers].filter((cases) => cases.length > 0).map(renderSuite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${attribute(`eval ${dataset}`)}">\n${suites.join('')}</testsuites>\n`;
}

function renderSuite(cases: readonly TestCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const name = attribute(cases[0]?.suite ?? '');
  const lines = cases.map(({ suite, name: caseName, seconds, failure }) => {
    const open = `    <testcase classname="${attribute(suite)}" name="${attribute(caseName)}" time="${seconds.toFixed(3)}"`;
    return failure === null
      ? `${open}/>\n`
      : `${open}>\n      <failure message="${attribute(failure)}"/>\n    </testcase>\n`;
  });
  return `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0">\n${lines.join('')}  </testsuite>\n`;
}

/** What XML 1.0 does not allow in any form becomes U+FFFD. */
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const notXml = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function attribute(text: string): string {
  return text
    .replace(notXml, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
