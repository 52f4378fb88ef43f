import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findForeignLinks } from '../../../src/core/claims/links-in-text.ts';

const page = {
  urls: ['https://www.heron.example/report?page=2'],
  text: 'Heron uses Node.js, Intl.Segmenter, README.md, Socket.IO and pay.evil.example.',
};

describe('findForeignLinks', () => {
  it.each([
    'Heron works with Node.js, Intl.Segmenter and Socket.IO.',
    'The README.md of version 1.2.3 says so, e.g. for the U.S. market.',
    'See heron.example or https://heron.example/report?page=2.',
    'Either/or and w/o C++, 3.5/4.0, a.k.a. a test.',
  ])('lets "%s" pass', (text) => expect(findForeignLinks(text, page)).toEqual([]));

  it.each([
    ['https://evil.example/login', 'another host'],
    ['https://heron.example/other', 'another page of the own host'],
    ['heron.example/other', 'the same without a scheme'],
    ['pay.evil.example', 'a host that the page names'],
    ['login.heron.example', 'another host below the own one'],
    ['evil.horse', 'an ending no list has'],
    ['www.evil.museum', 'www'],
    ['http://169.254.169.254/latest', 'an address in numbers'],
    ['10.0.0.1', 'the same without a scheme'],
    ['[::1]', 'IPv6'],
    ['localhost:8080', 'a port of this machine'],
    ['someone@evil.example', 'a mail address'],
    ['mailto:x', 'a mail link'],
    ['javascript:alert(1)', 'a script'],
    ['hxxps://evil.example', 'a scheme in disguise'],
    ['evil[.]com', 'a dot in disguise'],
    ['evil (dot) com', 'a dot in words'],
    ['evil。com', 'an ideographic full stop'],
    ['ｅｖｉｌ．ｅｘａｍｐｌｅ', 'full-width letters'],
    ['elpmaxe.live//:sptth', 'written backwards'],
    ['github.com/evil-fork/tern', 'a foreign path on a known host'],
    ['xn--e1afmkfd.xn--p1ai', 'punycode'],
    ['пример.рф', 'letters of another script'],
    ['slack://open', 'another scheme'],
  ])('stops %s (%s)', (link) => {
    expect(findForeignLinks(`Please see ${link} for more.`, page)).not.toEqual([]);
  });

  it('finds any http link in any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), fc.string(), (before, url, after) => {
        expect(findForeignLinks(`${before} ${url} ${after}`, page).length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});
