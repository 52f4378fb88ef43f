import { expect, test } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import type { DigestLink } from '../../src/core/digest.ts';

const window = { fromMs: 0, toMs: 10 };
const link = (id: string, changes: Partial<DigestLink> = {}): DigestLink => ({
  summaryId: id,
  teamId: 'T1',
  channelId: 'C1',
  messageTs: id,
  threadTs: id,
  replyTs: null,
  canonicalUrl: `https://a.example/${id}`,
  site: 'a.example',
  title: id,
  tldr: '',
  themes: [],
  requestedBy: 'U1',
  createdAt: 1,
  reactionCount: 0,
  up: 0,
  down: 0,
  quality: null,
  ...changes,
});

test('the best come first: reactions and votes, then the checks, then the newest; each page once', () => {
  const digest = composeDigest(
    window,
    [
      link('plain'),
      link('newer', { createdAt: 5 }),
      link('checked', { quality: 0.9 }),
      link('liked', { up: 1 }),
      link('disliked', { down: 1 }),
      link('loved', { reactionCount: 3 }),
      link('again', { canonicalUrl: 'https://a.example/loved' }),
    ],
    [],
  );
  expect(digest?.links.map(({ summaryId }) => summaryId)).toEqual([
    'loved',
    'liked',
    'checked',
    'newer',
    'plain',
    'disliked',
  ]);
  expect(digest?.linkCount).toBe(6);
});

test('themes heat up where more links are about them than in the time before', () => {
  const digest = composeDigest(
    window,
    [link('1', { themes: ['Search', 'Storage'] }), link('2', { themes: ['Search'] }), link('3', { themes: ['Cost'] })],
    [link('4', { themes: ['Storage'] }), link('5', { themes: ['Cost', 'Old'] })],
  );
  expect(digest?.themes).toEqual([{ name: 'Search', count: 2, countBefore: 0 }]);
});

test('where there is nothing there is no digest', () => {
  expect(composeDigest(window, [], [link('1')])).toBeNull();
});
