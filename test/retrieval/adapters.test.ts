import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/core/evidence.ts';
import { adapters } from '../../src/retrieval/adapters/index.ts';
import { createSafeFetcher } from '../../src/retrieval/fetch/safe-fetcher.ts';
import { createHtmlExtractor, type HtmlExtractor } from '../../src/retrieval/html/html-extractor.ts';
import { readers } from '../../src/retrieval/readers/index.ts';
import { createRetriever } from '../../src/retrieval/retriever.ts';
import { RetrievalSettings } from '../../src/retrieval/settings.ts';
import { openFixtureWeb, type FixtureAnswer } from '../support/fixture-web.ts';
import { makePdf } from '../support/make-pdf.ts';
import { createRealOutside } from '../support/real-outside.ts';

const outside = createRealOutside();
let extractor: HtmlExtractor;
beforeAll(() => {
  extractor = createHtmlExtractor(RetrievalSettings.parse({}).html, outside);
});
afterAll(() => extractor.close());

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../fixtures/retrieval', name));
const html = (name: string): FixtureAnswer => ({ body: fixture(name) });
const json = (name: string): FixtureAnswer => ({
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: fixture(name),
});
const typed = (contentType: string, body: string | Uint8Array): FixtureAnswer => ({
  headers: { 'content-type': contentType },
  body,
});

const pdf = makePdf(
  [
    [
      { text: 'The Weight of Fog', size: 20 },
      { text: 'Fog is water that has not decided to fall. A cubic metre of it holds half a', above: 14 },
      { text: 'gram, which is little, but a harbour holds many cubic metres.' },
      { text: 'Method', size: 15, above: 16 },
      { text: 'We weighed 300 samples between October and March with a scale that can tell a milli-', above: 8 },
      { text: 'gram from nothing.' },
    ],
    [{ text: 'The heaviest sample came from the north pier and weighed 0.81 gram a cubic metre.' }],
  ],
  { Title: 'The Weight of Fog', Author: 'Edda Kern', CreationDate: 'D:20250915080000Z' },
);

interface ContractCase {
  name: string;
  url: string;
  routes: Record<string, FixtureAnswer>;
  settings?: object;
  expected: {
    adapter: string;
    finalUrl?: string;
    title: string;
    author?: string | null;
    publishedAt?: string | null;
    language?: string;
    coverage?: 'full' | 'partial';
    says: string[];
    neverSays?: string[];
    headings?: string[];
    links?: string[];
  };
}

const api = 'api.github.com/repos/harbour-tools/tidewatch';
const cases: ContractCase[] = [
  {
    name: 'a web page',
    url: 'https://notes.example/late-ferry?utm_source=x',
    routes: { 'notes.example/late-ferry?utm_source=x': html('article.html') },
    expected: {
      adapter: 'generic',
      title: 'Why the ferry is late in autumn',
      author: 'Ada Holm',
      language: 'en',
      says: ['late on 31 of the 61 days', 'The council decides in January'],
      neverSays: ['Pier 1'],
      headings: ['What the log says'],
      links: ['https://notes.example/port-office'],
    },
  },
  {
    name: 'plain text',
    url: 'https://notes.example/pier.txt',
    routes: { 'notes.example/pier.txt': typed('text/plain; charset=utf-8', fixture('plain.txt')) },
    expected: {
      adapter: 'text',
      title: 'Notes on the north pier',
      says: ['carries a narrow railway that brought coal', '14 of 212 piles', 'pile 31   replace'],
      headings: ['INSPECTION'],
    },
  },
  {
    name: 'markdown',
    url: 'https://notes.example/clock.md',
    routes: { 'notes.example/clock.md': typed('text/plain', fixture('document.md')) },
    expected: {
      adapter: 'markdown',
      title: 'Tide clock, assembled',
      says: [
        'one hand and turns once in 12 hours 25 minutes. The gears do',
        'A dial of brass',
        '// <b>teeth</b>',
        'The moon sets',
      ],
      neverSays: ['say that this clock', '**', 'gears.md'],
      headings: ['Parts'],
      links: ['https://notes.example/gears.md'],
    },
  },
  {
    name: 'JSON',
    url: 'https://notes.example/harbours',
    routes: { 'notes.example/harbours': json('data.json') },
    expected: {
      adapter: 'json',
      title: 'Harbour register',
      says: ['name: Northport', 'depth_m: 11.5', 'hours: 08:00 to 16:00', 'fuel, crane'],
      headings: ['harbours', 'contact'],
    },
  },
  {
    name: 'RSS',
    url: 'https://notes.example/feed',
    routes: { 'notes.example/feed': typed('application/rss+xml', fixture('feed.rss.xml')) },
    expected: {
      adapter: 'feed',
      title: 'Harbour Notes',
      publishedAt: '2025-11-04T09:00:00.000Z',
      language: 'en',
      says: [
        'lifts forty tonnes & replaces',
        'paid for by the port fund',
        'two metres deeper',
        '(2025-11-04, Ada Holm)',
      ],
      neverSays: ['track()', 'HELLO', 'short teaser'],
      headings: ['The new crane is up', 'Dredging begins'],
      links: ['https://notes.example/crane', 'https://notes.example/dredging'],
    },
  },
  {
    name: 'Atom',
    url: 'https://blatt.example/feed.atom',
    routes: { 'blatt.example/feed.atom': typed('text/xml', fixture('feed.atom.xml')) },
    expected: {
      adapter: 'feed',
      title: 'Hafenblatt',
      author: 'Jonna Petersen',
      language: 'de',
      says: ['fährt die Fähre wieder', 'weil 2 < 3 Motoren', 'Zwölf Bojen', 'Malte Voss'],
      headings: ['Die Ärmelfähre fährt wieder'],
      links: ['https://blatt.example/faehre', 'https://blatt.example/bojen'],
    },
  },
  {
    name: 'a PDF',
    url: 'https://notes.example/fog',
    routes: { 'notes.example/fog': typed('application/pdf', pdf) },
    expected: {
      adapter: 'pdf',
      title: 'The Weight of Fog',
      author: 'Edda Kern',
      publishedAt: '2025-09-15',
      says: ['half a gram, which is little', 'tell a milligram from nothing', '0.81 gram'],
      headings: ['Method'],
    },
  },
  {
    name: 'an arXiv abstract',
    url: 'https://arxiv.org/abs/2511.01234v1',
    routes: { 'arxiv.org/abs/2511.01234v1': html('arxiv-abs.html') },
    expected: {
      adapter: 'arxiv',
      finalUrl: 'https://arxiv.org/abs/2511.01234v1',
      title: 'Counting Ferries With Small Models',
      author: 'Ilse Brandt, Chidi Okafor',
      publishedAt: '2025-11-17',
      coverage: 'partial',
      says: [
        'misses 3.1 percent',
        '14 pages, 6 figures',
        'This is version v1; the latest is v2',
        '17 Nov 2025 08:01:09',
      ],
      headings: ['Abstract', 'Versions'],
      links: ['https://arxiv.org/pdf/2511.01234'],
    },
  },
  {
    name: 'an arXiv PDF',
    url: 'https://arxiv.org/pdf/2511.01234',
    routes: {
      'arxiv.org/pdf/2511.01234': typed('application/pdf', pdf),
      'arxiv.org/abs/2511.01234': html('arxiv-abs.html'),
    },
    expected: {
      adapter: 'arxiv',
      title: 'Counting Ferries With Small Models',
      coverage: 'full',
      says: ['misses 3.1 percent', 'half a gram'],
      headings: ['Method'],
    },
  },
  {
    name: 'an arXiv listing',
    url: 'https://arxiv.org/list/cs.CL/new',
    routes: { 'arxiv.org/list/cs.CL/new': html('arxiv-list.html') },
    expected: {
      adapter: 'arxiv',
      title: 'Computation and Language',
      coverage: 'partial',
      says: ['Harbour Dialects in Speech Models (arXiv:2511.02001), by Ines Duarte', 'numbers to a sailor'],
      links: ['https://arxiv.org/abs/2511.02001', 'https://arxiv.org/abs/2511.02002'],
    },
  },
  {
    name: 'a GitHub repository',
    url: 'https://github.com/harbour-tools/tidewatch',
    routes: { [api]: json('github-repository.json'), [`${api}/readme`]: json('github-readme.json') },
    expected: {
      adapter: 'github',
      title: 'harbour-tools/tidewatch',
      author: 'harbour-tools',
      coverage: 'full',
      says: [
        'fits into one file',
        'serves tide tables from one',
        'go install',
        'License: MIT',
        'port | 8080',
        'the design notes',
      ],
      neverSays: ['recommend the other', 'shields.io', 'align='],
      headings: ['Install', 'How it works'],
      links: ['https://github.com/harbour-tools/tidewatch/blob/main/docs/design.md'],
    },
  },
  {
    name: 'a GitHub file',
    url: 'https://github.com/harbour-tools/tidewatch/blob/main/internal/tide.go',
    routes: { [`${api}/contents/internal/tide.go?ref=main`]: json('github-file.json') },
    expected: {
      adapter: 'github',
      title: 'harbour-tools/tidewatch: internal/tide.go',
      says: ['metres above chart datum', 'math.Cos'],
      headings: ['internal/tide.go'],
    },
  },
  {
    name: 'a GitHub issue',
    url: 'https://github.com/harbour-tools/tidewatch/issues/41',
    routes: {
      [`${api}/issues/41`]: json('github-issue.json'),
      [`${api}/issues/41/comments?per_page=50`]: json('github-comments.json'),
    },
    expected: {
      adapter: 'github',
      title: 'Heights are wrong after a leap second',
      author: 'marisol-d',
      publishedAt: '2025-10-02T07:00:00Z',
      coverage: 'full',
      says: [
        'issue, closed as completed; labels: bug',
        '4 cm too high',
        'Confirmed on 1.4',
        'counting seconds from the epoch',
      ],
      headings: ['Comment by bo-lindqvist on 2025-10-03', 'Comment by a deleted account on 2025-10-05'],
    },
  },
  {
    name: 'a GitHub pull request',
    url: 'https://github.com/harbour-tools/tidewatch/pull/44',
    routes: {
      [`${api}/pulls/44`]: json('github-pull.json'),
      [`${api}/issues/44/comments?per_page=50`]: typed('application/json', '[]'),
    },
    expected: {
      adapter: 'github',
      title: "Count time from the constants' epoch",
      says: ['pull request, merged; 3 files changed, 31 lines added, 12 removed', 'leap seconds no longer move'],
    },
  },
  {
    name: 'a GitHub release',
    url: 'https://github.com/harbour-tools/tidewatch/releases/tag/v1.5.0',
    routes: { [`${api}/releases/tags/v1.5.0`]: json('github-release.json') },
    expected: {
      adapter: 'github',
      title: 'harbour-tools/tidewatch 1.5.0: leap seconds',
      publishedAt: '2025-10-09T12:00:00Z',
      says: ['Release v1.5.0', 'Heights after a leap second', 'Go 1.24 is needed'],
      headings: ['Fixed', 'Changed'],
    },
  },
  {
    name: 'a GitHub page whose API says no',
    url: 'https://github.com/harbour-tools/tidewatch/issues/42',
    routes: {
      [`${api}/issues/42`]: { ...typed('application/json', '{}'), status: 403 },
      [`${api}/issues/42/comments?per_page=50`]: { ...typed('application/json', '{}'), status: 403 },
      'github.com/harbour-tools/tidewatch/issues/42': html('article.html'),
    },
    expected: { adapter: 'generic', title: 'Why the ferry is late in autumn', says: ['late on 31'] },
  },
  {
    name: 'a Hacker News discussion',
    url: 'https://news.ycombinator.com/item?id=45000001',
    routes: { 'hn.algolia.com/api/v1/items/45000001': json('hacker-news-item.json') },
    expected: {
      adapter: 'hacker-news',
      finalUrl: 'https://news.ycombinator.com/item?id=45000001',
      title: 'Tidewatch: tide tables from one SQLite file',
      author: 'saltmarsh',
      publishedAt: '2025-11-04T15:22:10.000Z',
      says: ['212 points, 3 comments', '2 GB to 40 MB', 'spring & need more', 'right call at this size'],
      headings: ['Comments', 'keel wrote'],
    },
  },
  {
    name: 'the Hacker News front page',
    url: 'https://news.ycombinator.com/news',
    routes: { 'hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=30': json('hacker-news-front.json') },
    expected: {
      adapter: 'hacker-news',
      title: 'Hacker News front page',
      says: ['The history of the fog horn (horns.example): 97 points, 12 comments'],
      links: ['https://news.ycombinator.com/item?id=45000011'],
    },
  },
  {
    name: 'a Wikipedia article',
    url: 'https://en.m.wikipedia.org/wiki/Fog_horn_station',
    routes: {
      'en.wikipedia.org/api/rest_v1/page/html/Fog_horn_station': typed(
        'text/html; charset=utf-8; profile="https://www.mediawiki.org/wiki/Specs/HTML/2.8.0"',
        fixture('wikipedia.html'),
      ),
    },
    expected: {
      adapter: 'wikipedia',
      finalUrl: 'https://en.wikipedia.org/wiki/Fog_horn_station',
      title: 'Fog horn station',
      language: 'en',
      says: [
        'warns ships by sound when light cannot reach them. The first',
        'two nautical miles away',
        'once a year for visitors',
      ],
      neverSays: ['Harbour Press', '[1]'],
      headings: ['Operation'],
      links: ['https://en.wikipedia.org/wiki/Steam_engine'],
    },
  },
  {
    name: 'a YouTube video with captions',
    url: 'https://www.youtube.com/watch?v=abcDEF12345&t=3s',
    routes: {
      'www.youtube.com/watch?v=abcDEF12345&t=3s': html('youtube-watch.html'),
      'www.youtube.com/api/timedtext?v=abcDEF12345&lang=en&fmt=json3': json('youtube-captions.json'),
    },
    expected: {
      adapter: 'youtube',
      finalUrl: 'https://www.youtube.com/watch?v=abcDEF12345',
      title: 'How a tide clock works',
      author: 'Harbour Workshop',
      language: 'en',
      coverage: 'full',
      says: [
        'once in twelve hours and twenty-five minutes, which is half',
        'four gears, and the largest has 149',
        'open a tide clock',
      ],
      headings: ['Transcript', '1:00', 'Description'],
    },
  },
  {
    name: 'a YouTube video whose captions are away',
    url: 'https://youtu.be/abcDEF12345',
    routes: {
      'youtu.be/abcDEF12345': {
        status: 303,
        headers: { location: 'https://www.youtube.com/watch?v=abcDEF12345&feature=youtu.be' },
      },
      'www.youtube.com/watch?v=abcDEF12345&feature=youtu.be': html('youtube-watch.html'),
      'www.youtube.com/api/timedtext?v=abcDEF12345&lang=en&fmt=json3': { status: 404 },
    },
    expected: {
      adapter: 'youtube',
      title: 'How a tide clock works',
      coverage: 'partial',
      says: ['We open a tide clock'],
    },
  },
];

function allText(evidence: Evidence): string {
  return evidence.snippets.map((snippet) => snippet.text).join('\n');
}

describe('every adapter', () => {
  it.each(cases)('reads $name', async ({ url, routes, settings, expected }) => {
    await using web = await openFixtureWeb(routes);
    const parsed = RetrievalSettings.parse(settings ?? {});
    const retriever = createRetriever(parsed, outside, {
      fetcher: createSafeFetcher(parsed.fetch, outside, web),
      htmlExtractor: extractor,
    });
    const evidence = await retriever.fetchEvidence(url, new AbortController().signal);
    expect(web.unexpected).toEqual([]);
    expect(web.unused()).toEqual([]);
    expectSound(evidence, url);
    const { says, neverSays = [], headings = [], links = [], ...facts } = expected;
    const [source] = evidence.sources;
    expect({ ...evidence, ...source }).toMatchObject(facts);
    const text = allText(evidence);
    for (const words of says) expect(text).toContain(words);
    for (const words of neverSays) expect(text).not.toContain(words);
    expect(evidence.snippets.flatMap((snippet) => snippet.headingPath)).toEqual(expect.arrayContaining(headings));
    expect(evidence.links.map((link) => link.url)).toEqual(expect.arrayContaining(links));
  });

  it('is held to the contract above', () => {
    const covered = new Set(cases.map((one) => one.expected.adapter));
    const ids = [...adapters.map((adapter) => adapter.id), ...Object.values(readers).map((reader) => reader.id)];
    expect(ids.filter((id) => !covered.has(id))).toEqual([]);
    expect(adapters.at(-1)?.id).toBe('generic');
  });
});

/** What holds for the evidence of any page. */
function expectSound(evidence: Evidence, url: string): void {
  expect(evidence.url).toBe(url);
  expect(evidence.snippets.map((snippet) => snippet.id)).toEqual(evidence.snippets.map((_, index) => index + 1));
  const positions = evidence.snippets.map((snippet) => snippet.position);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  for (const snippet of evidence.snippets) {
    expect(snippet.text.length).toBeGreaterThan(0);
    expect(snippet.text.length).toBeLessThanOrEqual(800);
    expect(snippet.sourceId).toBe(1);
  }
  expect(evidence.sources).toHaveLength(1);
  expect(Date.parse(evidence.sources[0]?.fetchedAt ?? '')).not.toBeNaN();
  expect(evidence.coverage === 'full').toBe(evidence.coverageReason === null);
  expect(evidence.paragraphsRead).toBeGreaterThan(0);
  expect(evidence.paragraphsRead).toBeLessThanOrEqual(evidence.paragraphsTotal);
  expect(evidence.wordCount).toBeGreaterThan(0);
  expect(evidence.readingMinutes).toBeGreaterThanOrEqual(1);
  expect(evidence.language).toMatch(/^[a-z]{2}$|^und$/);
  const host = new URL(evidence.finalUrl).hostname.replace(/^www\./, '');
  expect(evidence.domain).toBe(host);
  for (const link of evidence.links) expect(new URL(link.url).hostname.replace(/^www\./, '')).toBe(host);
}

describe('the GitHub adapter', () => {
  const open = async (routes: Record<string, FixtureAnswer>, token: string) => {
    const web = await openFixtureWeb(routes);
    const settings = RetrievalSettings.parse({ githubToken: token });
    const fetcher = createSafeFetcher(settings.fetch, outside, web);
    return { web, retriever: createRetriever(settings, outside, { fetcher, htmlExtractor: extractor }) };
  };

  it('sends the token to the API and to nobody else', async () => {
    const { web, retriever } = await open(
      { [api]: json('github-repository.json'), [`${api}/readme`]: json('github-readme.json') },
      'a-token',
    );
    await using closing = web;
    await retriever.fetchEvidence('https://github.com/harbour-tools/tidewatch', new AbortController().signal);
    expect(closing.requests.every((request) => request.startsWith('api.github.com/'))).toBe(true);
    expect(new Set(closing.requestHeaders.map((headers) => headers['authorization']))).toEqual(
      new Set(['Bearer a-token']),
    );
  });

  it('does not read a private repository, though the token could', async () => {
    const secret = JSON.stringify({ ...JSON.parse(fixture('github-repository.json').toString()), private: true });
    const { web, retriever } = await open(
      {
        [api]: typed('application/json', secret),
        [`${api}/issues/41`]: json('github-issue.json'),
        'github.com/harbour-tools/tidewatch/issues/41': { status: 404 },
      },
      'a-token',
    );
    await using closing = web;
    const reading = retriever.fetchEvidence(
      'https://github.com/harbour-tools/tidewatch/issues/41',
      new AbortController().signal,
    );
    await expect(reading).rejects.toMatchObject({ code: 'fetch_status' });
    expect(closing.requests).not.toContain(`${api}/issues/41`);
    expect(closing.requestHeaders.at(-1)?.['authorization']).toBeUndefined();
  });
});

describe('the YouTube adapter', () => {
  it('does not let the page choose where captions come from', async () => {
    const page = fixture('youtube-watch.html')
      .toString()
      .replaceAll('https://www.youtube.com/api/', 'https://evil.example/api/');
    await using web = await openFixtureWeb({ 'www.youtube.com/watch?v=abcDEF12345': { body: page } });
    const settings = RetrievalSettings.parse({});
    const fetcher = createSafeFetcher(settings.fetch, outside, web);
    const retriever = createRetriever(settings, outside, { fetcher, htmlExtractor: extractor });
    const evidence = await retriever.fetchEvidence(
      'https://www.youtube.com/watch?v=abcDEF12345',
      new AbortController().signal,
    );
    expect(evidence.coverage).toBe('partial');
    expect(web.requests).toEqual(['www.youtube.com/watch?v=abcDEF12345']);
  });

  it('says so where a login is asked for', async () => {
    const page = fixture('youtube-watch.html').toString().replace('"status": "OK"', '"status": "LOGIN_REQUIRED"');
    await using web = await openFixtureWeb({ 'www.youtube.com/watch?v=abcDEF12345': { body: page } });
    const settings = RetrievalSettings.parse({});
    const fetcher = createSafeFetcher(settings.fetch, outside, web);
    const retriever = createRetriever(settings, outside, { fetcher, htmlExtractor: extractor });
    await expect(
      retriever.fetchEvidence('https://www.youtube.com/watch?v=abcDEF12345', new AbortController().signal),
    ).rejects.toMatchObject({ code: 'page_wall' });
  });
});
