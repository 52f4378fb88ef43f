import { z } from 'zod';
import { canonicalUrl } from '../../core/url.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { comparisonReport } from '../blocks/traces/comparison-report.ts';
import { traceReport } from '../blocks/traces/trace-report.ts';
import { findTraceId, requireSight, readTrace, unknownTrace } from '../find-trace.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import { searchTraces } from '../search-traces.ts';
import type { Command } from './command.ts';

const dayMs = 86_400_000;
const shareOption = z.object({ share: optionKinds.switch() });

const search = createVerb({
  name: 'search',
  usage:
    '[words] [--status ok|error] [--window 24h] [--channel #c] [--url u] [--model m] [--prompt name@version] [--user @p] [--limit 10] [--share]',
  summary: 'finds runs, newest first; words are of the address, the error or the id.',
  options: z.object({
    status: optionKinds.choice(['ok', 'error']).optional(),
    window: optionKinds.duration({ minMs: 60_000, maxMs: 366 * dayMs }).optional(),
    channel: optionKinds.channel().optional(),
    url: optionKinds.text(1000).optional(),
    model: optionKinds.text(200).optional(),
    prompt: optionKinds.text(200).optional(),
    user: optionKinds.user().optional(),
    limit: optionKinds.count(1, 15).default(10),
    share: optionKinds.switch(),
  }),
  words: { min: 0, max: 20 },
  async run({ words, options }, request, services) {
    const channel =
      options.channel === undefined ? undefined : (await services.channels.find(options.channel, request)).id;
    const now = services.outside.clock.now();
    const url = options.url === undefined ? undefined : plainUrl(options.url);
    const report = await searchTraces(
      {
        limit: options.limit,
        ...(words.length === 0 ? {} : { text: words.map(plainUrl).join(' ') }),
        ...(options.status === undefined ? {} : { status: options.status }),
        ...(options.window === undefined ? {} : { fromMs: now - options.window, toMs: now }),
        ...(channel === undefined ? {} : { channel }),
        ...(url === undefined ? {} : { url }),
        ...(options.model === undefined ? {} : { model: options.model }),
        ...(options.prompt === undefined ? {} : { promptVersion: options.prompt }),
        ...(options.user === undefined ? {} : { user: options.user }),
      },
      options.share ? { userId: '', channelId: request.channelId } : request,
      services,
    );
    return { report, share: options.share };
  },
});

const show = createVerb({
  name: 'show',
  usage: 'ID [--share]',
  summary: 'shows one run: figures, waterfall, attributes and files.',
  options: shareOption,
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, services) {
    const trace = await readTrace(await findTraceId(word, services.analytics), request, services);
    // What is shared is seen by people who are no admins.
    const mayReadContent = !options.share && (await services.access.may(request, 'trace.read_content'));
    return { report: traceReport(trace, mayReadContent), share: options.share };
  },
});

const compare = createVerb({
  name: 'compare',
  usage: 'A B [--share]',
  summary: 'shows two runs side by side.',
  options: shareOption,
  words: { min: 2, max: 2 },
  async run({ words: [first = '', second = ''], options }, request, services) {
    const [a, b] = await Promise.all([first, second].map((word) => findTraceId(word, services.analytics)));
    const comparison = await services.analytics.compareTraces(a ?? '', b ?? '');
    if (comparison === null) throw unknownTrace(`${first} or ${second}`);
    await requireSight(comparison.a, request, services.channels);
    await requireSight(comparison.b, request, services.channels);
    const mayReadContent = !options.share && (await services.access.may(request, 'trace.read_content'));
    return { report: comparisonReport(comparison, mayReadContent), share: options.share };
  },
});

const verbs: readonly Verb[] = [search, show, compare];

export const trace: Command = {
  name: 'trace',
  summary: 'finds, shows and compares runs.',
  usage: 'search [words] [--status ok|error] [--window 24h] | show ID | compare A B',
  access: 'reader',
  takesMentions: true,
  run: (request, services) => runVerb('trace', verbs, 'search', request, services),
};

/** Slack sends an address as `<address>` or `<address|label>`; tracking parameters go, as they did when it was read. */
function plainUrl(word: string): string {
  const address = /^<(https?:[^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word;
  return /^https?:\/\//i.test(address) ? (canonicalUrl(address) ?? address) : address;
}
