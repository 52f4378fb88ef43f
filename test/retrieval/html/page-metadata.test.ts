import { describe, expect, it } from 'vitest';
import { extractPage } from '../../../src/retrieval/html/extract-page.ts';
import { toIsoDate } from '../../../src/retrieval/html/published-at.ts';

const prose =
  '<p>The ferry between the two islands runs every hour in summer, and three times a day from November to March.</p>'.repeat(
    3,
  );

function read(head: string, body: string) {
  return extractPage(
    `<html lang="en"><head>${head}</head><body>${body}${prose}</body></html>`,
    'https://www.ferry-news.test/a/b',
  );
}

describe('the title of a page', () => {
  it.each([
    [
      'leaves the name of the site out',
      '<title>Summer timetable | Ferry News</title><meta property="og:site_name" content="Ferry News">',
      '',
      'Summer timetable',
    ],
    ['leaves the host out', '<title>Summer timetable - ferry-news.test</title>', '', 'Summer timetable'],
    [
      'keeps a dash inside the title',
      '<title>Ships - boats - rafts: which one to take across the strait</title>',
      '',
      'Ships - boats - rafts: which one to take across the strait',
    ],
    [
      'is the first-level heading that the page claims',
      '<title>Summer timetable | Ferry News</title>',
      '<h1>Ferry News</h1><h1>Summer timetable 2026</h1>',
      'Summer timetable 2026',
    ],
    [
      'is not the name of the book on a page of a chapter',
      '<title>Tides and moons - The Book of Ferries</title>',
      '<h1>The Book of Ferries</h1><h2>Tides and moons</h2>',
      'Tides and moons',
    ],
    [
      'is a lone heading when the page claims only its site',
      '<title>Ferry News</title><meta property="og:site_name" content="Ferry News">',
      '<h1>Why the boat was late</h1>',
      'Why the boat was late',
    ],
  ])('%s', (_, head, body, title) => {
    expect(read(head, body).title).toBe(title);
  });
});

describe('the author of a page', () => {
  const graph =
    '<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"x","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ines Duarte"}]}</script>';
  it.each([
    ['comes from JSON-LD, through its references', graph, '', 'Ines Duarte'],
    ['comes from a meta tag', '<meta name="author" content="Tomas Berg">', '', 'Tomas Berg'],
    [
      'is whom a line under the title names, before what tags say',
      `<title>Late boats</title>${graph}`,
      '<h1>Late boats</h1><p>By Hana Sato</p>',
      'Hana Sato',
    ],
    ['comes from a link marked as author', '', '<a rel="author" href="/u/1">Lena Wolf</a>', 'Lena Wolf'],
    ['is who started the thread', '', '<div>Thread starter <b>seagull77</b></div>', 'seagull77'],
    ['is unknown where nobody is named', '<meta name="author" content="admin">', '<p>Comments</p>', null],
    ['is not an address', '<meta property="article:author" content="https://social.test/ferry">', '', null],
  ])('%s', (_, head, body, author) => {
    expect(read(head, body).author).toBe(author);
  });
});

describe('the date of a page', () => {
  it.each([
    [
      'comes from JSON-LD',
      '<script type="application/ld+json">{"@type":"BlogPosting","headline":"x","datePublished":"2026-02-03"}</script>',
      '',
      '2026-02-03',
    ],
    [
      'survives JSON-LD with raw line ends and trailing commas',
      '<script type="application/ld+json">{"@type":"Article","headline":"a\nb","datePublished":"2026-02-03",}</script>',
      '',
      '2026-02-03',
    ],
    [
      'comes from a meta tag',
      '<meta property="article:published_time" content="2026-02-03T10:00:00+0100">',
      '',
      '2026-02-03T10:00:00+01:00',
    ],
    [
      'comes from a time element',
      '<title>Late boats</title>',
      '<h1>Late boats</h1><time class="published" datetime="2026-02-03T07:00:00Z">yesterday</time>',
      '2026-02-03T07:00:00Z',
    ],
    [
      'comes from a line under the title',
      '<title>Late boats</title>',
      '<h1>Late boats</h1><p class="post-date">February 3rd, 2026</p>',
      '2026-02-03',
    ],
    ['is unknown where the page gives none', '', '', null],
  ])('%s', (_, head, body, date) => {
    expect(read(head, body).publishedAt).toBe(date);
  });

  it.each([
    ['2026-02-03', '2026-02-03'],
    ['2026-02-03 10:11:12', '2026-02-03T10:11:12'],
    ['2026-02-03T10:11:12.345Z', '2026-02-03T10:11:12Z'],
    ['20260203T101112', '2026-02-03'],
    ['Posted on Feb. 3, 2026 at noon', '2026-02-03'],
    ['3 February 2026', '2026-02-03'],
    ['2026/2/3', '2026-02-03'],
    ['2026-02-30', null],
    ['02/03/2026', null],
    ['next Tuesday', null],
  ])('reads "%s" as %s', (text, date) => {
    expect(toIsoDate(text)).toBe(date);
  });
});
