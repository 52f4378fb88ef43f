import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalUrl, hostOf } from '../../src/core/url.ts';

describe('canonicalUrl', () => {
  test.each([
    [
      'HTTPS://News.Example/Path',
      'https://news.example/Path',
      'scheme and host are lower case, the path keeps its case',
    ],
    ['https://news.example:443/a', 'https://news.example/a', 'the default port goes'],
    ['http://news.example:8080/a', 'http://news.example:8080/a', 'another port stays'],
    ['https://news.example./a', 'https://news.example/a', 'a dot after the host goes'],
    ['https://news.example.:8443/a', 'https://news.example:8443/a', 'a dot before the port goes'],
    ['https://news.example', 'https://news.example/', 'an empty path is the root'],
    ['https://news.example/a?', 'https://news.example/a', 'an empty query goes'],
    ['https://news.example/a?&', 'https://news.example/a', 'a query without parameters goes'],
    [
      'https://news.example/a?utm_source=x&id=7&fbclid=1',
      'https://news.example/a?id=7',
      'tracking goes, meaning stays',
    ],
    ['https://news.example/a?UTM_Medium=x', 'https://news.example/a', 'tracking names are matched in any case'],
    ['https://news.example/a?utm%5Fsource=x', 'https://news.example/a', 'tracking names are matched when escaped'],
    ['https://news.example/a?b=2&a=1', 'https://news.example/a?b=2&a=1', 'the order of parameters stays'],
    ['https://git.example/f?ref=main', 'https://git.example/f?ref=main', 'ref can name a branch and stays'],
    [
      'https://www.youtube.com/watch?v=abc&si=xyz',
      'https://www.youtube.com/watch?v=abc',
      'a share mark goes on its own host',
    ],
    ['https://shop.example/?si=xyz', 'https://shop.example/?si=xyz', 'the same name stays elsewhere'],
    ['https://news.example/a#part-2', 'https://news.example/a', 'a fragment goes'],
    ['https://news.example/a#:~:text=hello', 'https://news.example/a', 'a text directive goes'],
    ['https://app.example/#!/item/4', 'https://app.example/#!/item/4', 'a hash-bang route is another page'],
    ['https://app.example/#/item/4:~:text=x', 'https://app.example/#/item/4', 'a route loses its text directive'],
    ['https://app.example/#!', 'https://app.example/', 'an empty route is no route'],
    ['https://news.example/%7euser/%c3%bc', 'https://news.example/~user/%C3%BC', 'escapes have one spelling'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'an international name is punycode'],
  ])('%s becomes %s: %s', (given, expected) => {
    expect(canonicalUrl(given)).toBe(expected);
  });

  test.each([
    'ftp://news.example/a',
    'mailto:anna@news.example',
    'slack://channel?id=C1',
    'javascript:alert(1)',
    'news.example/a',
    'https:/news.example',
    'https:///news.example',
    'http:\\\\127.0.0.1\\',
    'https://news.example/a b',
    'https://news.example/a\tb',
    ' https://news.example/',
    'https://',
    'http://[::1',
    '',
  ])('%j is not a web address', (given) => {
    expect(canonicalUrl(given)).toBeNull();
    expect(hostOf(given)).toBeNull();
  });

  test('a host with an empty label at its end is no web address', () => {
    expect(canonicalUrl('http://0../')).toBeNull();
    expect(canonicalUrl('https://news.example..:8080/a')).toBeNull();
    expect(canonicalUrl('https://news.example./a')).toBe('https://news.example/a');
  });

  test('the canonical form of a canonical form is itself', () => {
    const piece = fc.stringMatching(/^[A-Za-z0-9%&=#?!/.:~_+;,@()|[\]-]{0,24}$/);
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        piece,
        piece,
        piece,
        (base, a, b, c) => {
          const urls = [base, `${base}${a}`, `https://Host.example/${a}?${b}#${c}`, `http://${a}`];
          const once = urls.map(canonicalUrl).filter((url) => url !== null);
          expect(once.map(canonicalUrl)).toEqual(once);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('any text is either refused or gives an address that parses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = canonicalUrl(`https://${text}`);
        expect(once === null || URL.canParse(once)).toBe(true);
      }),
    );
  });
});

describe('hostOf', () => {
  test('gives the host without www., port and trailing dot', () => {
    expect(hostOf('https://WWW.News.Example.:8443/a')).toBe('news.example');
    expect(hostOf('https://www.example/')).toBe('www.example');
    expect(hostOf('http://[::1]:80/')).toBe('[::1]');
  });
});
