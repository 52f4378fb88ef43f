import type { StoredSummary } from '../../src/core/ports.ts';
import { noUsage } from '../../src/core/summary.ts';

/** A stored summary of a made-up page, full form, written by a model. `changes` replace whole fields. */
export function sampleSummary(changes: Partial<StoredSummary> = {}): StoredSummary {
  const use = {
    provider: 'openai',
    model: 'gpt-5-mini',
    promptName: 'stage-b-compose-reply',
    promptVersion: 'abcdef012345',
    usage: noUsage,
    costUsd: 0.0042,
  };
  const sentence = (text: string, ...factIds: number[]) => ({ text, factIds });
  return {
    id: 'sum-1',
    jobId: 'job-1',
    teamId: 'T1',
    channelId: 'C1',
    messageTs: '1700000000.000100',
    threadTs: '1700000000.000100',
    replyTs: '1700000001.000100',
    url: 'https://www.ferry.example/log?utm_source=chat',
    canonicalUrl: 'https://www.ferry.example/log',
    requestedBy: 'U1',
    revision: 1,
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
    outcome: 'summarized',
    evidence: {
      url: 'https://www.ferry.example/log?utm_source=chat',
      finalUrl: 'https://www.ferry.example/log',
      canonicalUrl: 'https://www.ferry.example/log',
      adapter: 'generic',
      domain: 'ferry.example',
      language: 'en',
      sources: [
        {
          id: 1,
          url: 'https://www.ferry.example/log',
          title: 'A log that ferries writes',
          author: 'Ines Marlow',
          publishedAt: '2026-02-11',
          fetchedAt: '2026-03-02T09:00:00Z',
        },
        {
          id: 2,
          url: 'https://docs.ferry.example/replay',
          title: 'Replay',
          author: null,
          publishedAt: null,
          fetchedAt: '2026-03-02T09:00:01Z',
        },
      ],
      snippets: [
        {
          id: 1,
          sourceId: 1,
          text: 'Ferry keeps writes in an append-only log and copies them to three followers before it answers the caller.',
          headingPath: ['Design'],
          position: 1,
        },
        {
          id: 2,
          sourceId: 1,
          text: 'A follower that was away reads the log from its last offset.',
          headingPath: ['Recovery'],
          position: 4,
        },
        { id: 3, sourceId: 2, text: 'Replay takes nine seconds for a gigabyte.', headingPath: [], position: 0 },
      ],
      links: [],
      coverage: 'partial',
      coverageReason: 'The page was cut at the size limit.',
      paragraphsRead: 31,
      paragraphsTotal: 78,
      wordCount: 1300,
      readingMinutes: 6,
      notices: [{ code: 'injection_ignored', message: 'The page holds text aimed at AI tools; it was ignored.' }],
    },
    factSheet: {
      facts: [
        { id: 1, text: 'Ferry writes to an append-only log.', snippetIds: [1] },
        { id: 2, text: 'Followers recover from their last offset.', snippetIds: [2] },
        { id: 3, text: 'Replaying a gigabyte takes nine seconds.', snippetIds: [3] },
      ],
      unknowns: [],
      coverageAssessment: 'Most of it.',
      droppedFactCount: 0,
      toolCalls: [],
      use,
    },
    draft: {
      form: 'full',
      tldr: [
        sentence('Ferry is a replicated log.', 1),
        sentence('Followers catch up by offset.', 2),
        sentence('Replay is fast.', 3),
      ],
      summary: Array.from({ length: 12 }, (_, index) =>
        sentence(`Sentence ${index + 1} says something of the log.`, (index % 3) + 1),
      ),
      projects: ['Reliability', 'Data platform', 'Developer speed'].map((theme) => ({
        theme,
        text: 'try the log in the import service.',
        factIds: [1],
      })),
      similarTech: [{ name: 'Kestrel', text: 'another append-only log.', factIds: [2] }],
      use,
    },
    gates: [],
    rewriteCount: 0,
    failure: null,
    length: 'normal',
    costUsd: 0.0042,
    durationMs: 12_300,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...changes,
  };
}

/** The same page after a run that ended without a summary. */
export function failedSummary(changes: Partial<StoredSummary> = {}): StoredSummary {
  return sampleSummary({
    outcome: 'failed',
    draft: null,
    failure: {
      code: 'fetch_timeout',
      message: 'The page did not answer within 20 seconds.',
      hint: 'Try again later.',
      retryable: true,
    },
    ...changes,
  });
}
