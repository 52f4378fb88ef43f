import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/observe/redact.ts';
import { redactEvidence } from '../../src/pipeline/stages/redact-evidence.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

const url = 'https://docs.example/start?token=posted-secret';

describe('redactEvidence', () => {
  it('leaves evidence without secrets as it is', () => {
    const evidence = sampleEvidence(['The tool reads log files of five formats.']);
    expect(redactEvidence(evidence, redactText)).toEqual(evidence);
  });

  it('labels secrets in every text of the page', () => {
    const { sources, snippets, links } = redactEvidence(
      {
        ...sampleEvidence(['The tool reads log files of five formats.']),
        sources: [source({ title: 'Ask ann@post.example', author: 'ben@post.example' })],
        snippets: [
          { id: 1, sourceId: 1, text: 'Call +49 30 5550 1234.', headingPath: ['Or cid@post.example'], position: 0 },
        ],
        links: [{ id: 1, url: 'https://docs.example/more', text: 'dan@post.example' }],
      },
      redactText,
    );
    expect([sources[0]?.title, sources[0]?.author]).toEqual(['Ask [email]', '[email]']);
    expect(snippets[0]).toMatchObject({ text: 'Call [phone].', headingPath: ['Or [email]'] });
    expect(links[0]?.text).toBe('[email]');
  });

  it('keeps the posted address whole, and takes the secret part off one that a redirect led to', () => {
    const finalUrl = 'https://ann:pass-word@docs.example/page?session_id=given-by-the-site#top';
    const redirected = redactEvidence(
      { ...sampleEvidence(['The tool reads log files of five formats.']), url, finalUrl, sources: [source({ url })] },
      redactText,
    );
    expect(redirected.finalUrl).toBe('https://docs.example/page');
    expect(redirected.sources[0]?.url).toBe(url);
    expect(
      redactEvidence(
        { ...sampleEvidence(['The tool reads log files of five formats.']), url, finalUrl: url },
        redactText,
      ).finalUrl,
    ).toBe(url);
  });

  it('offers no link that holds a secret', () => {
    const links = [
      { id: 1, url: 'https://docs.example/a?api_key=12345678', text: 'one' },
      { id: 2, url: 'https://docs.example/b?page=2', text: 'two' },
    ];
    expect(
      redactEvidence({ ...sampleEvidence(['The tool reads log files of five formats.']), links }, redactText).links.map(
        ({ id }) => id,
      ),
    ).toEqual([2]);
  });
});

function source(changes: { url?: string; title?: string; author?: string }) {
  return {
    id: 1,
    url,
    title: null,
    author: null,
    publishedAt: null,
    fetchedAt: '2026-03-01T00:00:00.000Z',
    ...changes,
  };
}
