import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { StoredSummary } from '../../src/core/ports.ts';
import type { EarlierSummary } from '../../src/pipeline/known-page.ts';
import { createResummarizer } from '../../src/pipeline/resummarize.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import { createInMemoryJob } from '../support/in-memory-job.ts';
import { linkPayload, testSummarizer } from './test-summarizer.ts';

const again = { ...linkPayload, messageTs: '1700000500.000100', threadTs: '1700000500.000100', userId: 'U2' };

/** The page was summarized once; `change` edits what was read then. */
async function summarizedOnce(change: (summary: StoredSummary) => StoredSummary = (summary) => summary) {
  const given = testSummarizer();
  await createSummarizer(given.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
  const [first] = given.reply.posted;
  if (!first) throw new Error('the first link was summarized');
  await given.summaries.save(change(first));
  given.reply.events.splice(0);
  const earlier: EarlierSummary = {
    link: {
      summaryId: first.id,
      teamId: 'T1',
      channelId: 'C1',
      messageTs: first.messageTs,
      threadTs: first.threadTs,
      replyTs: first.replyTs,
      canonicalUrl: first.canonicalUrl,
      site: 'heron.example',
      title: 'Heron, a file synchroniser',
      tldr: '',
      themes: [],
      requestedBy: 'U1',
      createdAt: first.createdAt,
    },
    address: 'https://team.slack.example/archives/C1/p1',
    posterName: 'kim',
  };
  const asked: object[] = [];
  const deps = {
    ...given.deps,
    findEarlier: (link: object) => Promise.resolve((asked.push(link), earlier)),
  };
  return { ...given, deps, first, asked, modelCalls: given.model.requests.length };
}

test('a known page is answered by pointing to its summary, with what changed, and no model is asked', async () => {
  const given = await summarizedOnce((summary) => ({
    ...summary,
    evidence: summary.evidence && {
      ...summary.evidence,
      snippets: summary.evidence.snippets.map((snippet, index) =>
        index === 2 ? { ...snippet, text: 'It said something else.' } : snippet,
      ),
    },
  }));
  await createSummarizer(given.deps).runJob(again, createInMemoryJob('job-2').attempt());
  expect(given.reply.events).toEqual(['open', 'progress:retrieve', 'finish:known']);
  expect(given.model.requests).toHaveLength(given.modelCalls);
  expect(given.asked).toMatchObject([{ channelId: 'C1', canonicalUrl: 'https://heron.example/notes' }]);
  expect(given.reply.posted.at(-1)).toMatchObject({
    outcome: 'known',
    draft: null,
    costUsd: 0,
    known: {
      summaryId: given.first.id,
      posterName: 'kim',
      tldr: given.first.draft?.tldr.map(({ text }) => text),
      change: { changed: 1, added: 0, removed: 0, unchanged: 13 },
      problem: null,
    },
  });
});

test.each([['the text of then is no longer kept', (summary: StoredSummary) => ({ ...summary, evidence: null })]])(
  'what changed is unknown where %s',
  async (_what, change) => {
    const given = await summarizedOnce(change);
    await createSummarizer(given.deps).runJob(again, createInMemoryJob('job-2').attempt());
    expect(given.reply.posted.at(-1)).toMatchObject({ outcome: 'known', known: { change: null, problem: null } });
  },
);

test('a page that cannot be read again is still pointed to, after the usual tries', async () => {
  const given = await summarizedOnce();
  const away = () => new AppError({ code: 'fetch_timeout', message: 'The page did not answer.', retryable: true });
  given.failures.push(away(), away());
  const job = createInMemoryJob('job-2', 2);
  const summarizer = createSummarizer(given.deps);
  await expect(summarizer.runJob(again, job.attempt())).rejects.toMatchObject({ code: 'fetch_timeout' });
  await summarizer.runJob(again, job.attempt());
  expect(given.reply.posted.at(-1)).toMatchObject({
    outcome: 'known',
    known: { change: null, problem: 'The page did not answer.' },
  });
});

test.each(['open', 'earlier', 'known-retrieve', 'outcome'])(
  'a process that is killed after %s posts one reply and reads the page once',
  async (crashAfter) => {
    const given = await summarizedOnce();
    const read = given.fetched.length;
    const job = createInMemoryJob('job-2');
    const summarizer = createSummarizer(given.deps);
    await expect(summarizer.runJob(again, job.attempt({ crashAfter }))).rejects.toThrow('killed');
    await summarizer.runJob(again, job.attempt());
    expect(given.reply.events.filter((event) => event === 'open')).toHaveLength(1);
    expect(given.reply.events.filter((event) => event === 'finish:known')).toHaveLength(1);
    expect(given.fetched).toHaveLength(read + 1);
  },
);

test('a page counts as known for a time, not where a length was asked for, and never with the setting at 0', async () => {
  const given = await summarizedOnce();
  const summarize = async (id: string, payload = again, days = 90) => {
    const deps = { ...given.deps, settings: { ...given.deps.settings, knownLinkDays: days } };
    await createSummarizer(deps).runJob(payload, createInMemoryJob(id).attempt());
    return given.reply.posted.at(-1)?.outcome;
  };
  expect(await summarize('a')).toBe('known');
  expect(await summarize('b', { ...again, anew: true })).toBe('summarized');
  expect(await summarize('c', again, 0)).toBe('summarized');
  await given.outside.clock.advance(91 * 86_400_000);
  expect(await summarize('d')).toBe('summarized');
});

test('an earlier summary that is gone meanwhile makes the page new', async () => {
  const given = await summarizedOnce();
  given.summaries.rows.clear();
  await createSummarizer(given.deps).runJob(again, createInMemoryJob('job-2').attempt());
  expect(given.reply.posted.at(-1)).toMatchObject({ outcome: 'summarized' });
});

test('Refresh turns the pointer into a summary; where it fails the pointer stays and says so', async () => {
  const given = await summarizedOnce();
  await createSummarizer(given.deps).runJob(again, createInMemoryJob('job-2').attempt());
  const known = given.reply.posted.at(-1);
  if (!known) throw new Error('the pointer was posted');
  const refresh = (revision: number) => ({ summaryId: known.id, revision, change: 'again' as const, userId: 'U2' });
  given.failures.push(new AppError({ code: 'page_wall', message: 'The page wants a login.' }));
  await createResummarizer(given.deps).runJob(refresh(1), createInMemoryJob('job-3').attempt());
  expect(given.reply.posted.at(-1)).toMatchObject({ outcome: 'known', failure: { code: 'page_wall' }, revision: 2 });
  await createResummarizer(given.deps).runJob(refresh(2), createInMemoryJob('job-4').attempt());
  const done = given.reply.posted.at(-1);
  expect(done).toMatchObject({ outcome: 'summarized', failure: null, revision: 3 });
  expect(done?.known).toBeUndefined();
});
