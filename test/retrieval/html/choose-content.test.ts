import { describe, expect, it } from 'vitest';
import { chooseContent } from '../../../src/retrieval/html/choose-content.ts';
import { readPage } from '../../../src/retrieval/html/extract-page.ts';

const paragraph = (topic: string, index: number) =>
  `<p>${topic} number ${index}: the council met on a Tuesday, spoke for three hours about the harbour, and agreed on a plan, a price and a date.</p>`;
const many = (topic: string, count: number) =>
  Array.from({ length: count }, (_, index) => paragraph(topic, index)).join('');

function page(ogType: string, url: string) {
  const html = `<html lang="en"><head><title>News</title><meta property="og:type" content="${ogType}"></head><body><div class="sidebar related">${Array.from({ length: 16 }, (_, index) => `<div><h4><a href="/${index}">Other news ${index}</a></h4><p>Teaser ${index}, in which somebody somewhere did something else that readers of this story may also want to know about.</p></div>`).join('')}</div><article class="article-body">${many('Story', 12)}</article></body></html>`;
  const { facts } = readPage(html, url);
  // A classifier that cannot tell the story from the teasers, but thinks a little more of the story.
  const probabilities = facts.blocks.map((block) => (block.text.startsWith('Story') ? 0.7 : 0.65));
  const kept = chooseContent(facts, probabilities, html);
  return facts.blocks.filter((_, index) => kept[index]).map((block) => block.text.split(' ')[0]);
}

describe('chooseContent', () => {
  it('takes Readability’s choice on an article that the classifier is unsure of', () => {
    const kept = page('article', 'https://news.test/2026/03/05/council-agrees-on-a-plan');
    expect(new Set(kept)).toEqual(new Set(['Story']));
    expect(kept).toHaveLength(12);
  });

  it('keeps its own choice on a page that does not say it is an article', () => {
    expect(page('website', 'https://news.test/2026/03/05/council-agrees-on-a-plan')).toContain('Teaser');
  });

  it('keeps its own choice on a section page, whatever it says of itself', () => {
    expect(page('article', 'https://news.test/politics')).toContain('Teaser');
  });
});
