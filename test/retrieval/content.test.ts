import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { declaredKind, decideKind } from '../../src/retrieval/fetch/content-kind.ts';
import { decodeText } from '../../src/retrieval/fetch/decode-text.ts';

const decide = (type: string | null, body: string | Uint8Array, path = '/page'): string | null =>
  decideKind(declaredKind(type), typeof body === 'string' ? Buffer.from(body) : body, path);

describe('what a body is read as', () => {
  it.each<[string | null, string, string, string | null]>([
    ['text/html', '<p>Hello</p>', '/', 'html'],
    ['TEXT/HTML; charset=utf-8', 'no markup at all', '/', 'html'],
    ['application/xhtml+xml', '<html xmlns="x"/>', '/', 'html'],
    ['text/plain', 'Words.', '/a.txt', 'text'],
    ['text/plain', '# Words', '/README.md', 'markdown'],
    ['text/markdown', '# Words', '/', 'markdown'],
    ['application/json', '{}', '/', 'json'],
    ['application/ld+json', '{}', '/', 'json'],
    ['application/pdf', '%PDF-1.7\n', '/', 'pdf'],
    ['application/pdf', 'junk before\n%PDF-1.4\n', '/', 'pdf'],
    ['application/octet-stream', '%PDF-1.4\n', '/', 'pdf'],
    ['application/rss+xml', '<?xml version="1.0"?><rss version="2.0">', '/', 'feed'],
    ['application/xml', '<?xml version="1.0"?>\n<!-- made by hand -->\n<feed xmlns="x">', '/', 'feed'],
    ['text/xml', '\ufeff<?xml version="1.0"?><?xml-stylesheet href="a"?><rdf:RDF xmlns="x">', '/', 'feed'],
    ['text/xml', '<!DOCTYPE html><html>', '/', 'html'],
    [null, '<!DOCTYPE html><html>', '/', 'html'],
    [null, '<rss version="2.0">', '/', 'feed'],
    [null, 'Only words.', '/', 'text'],
    [null, '{"a":1}', '/a.json', 'json'],
    ['application/pdf', '<html>No such file</html>', '/', null],
    ['text/html', '%PDF-1.7\n', '/', null],
    ['text/plain', '%PDF-1.7\n', '/', null],
    ['application/xml', '<svg xmlns="x">', '/', null],
    ['image/png', '<p>Hello</p>', '/', null],
    ['image/svg+xml', '<svg/>', '/', null],
    ['video/mp4', '<p>Hello</p>', '/', null],
    ['text/css', 'a{}', '/', null],
    ['application/javascript', 'a()', '/', null],
    ['application/zip', 'Hello', '/', null],
    ['nonsense', 'Hello', '/', null],
  ])('%j with %j at %s is %s', (type, body, path, kind) => {
    expect(decide(type, body, path)).toBe(kind);
  });

  it.each<[string, Uint8Array]>([
    ['PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['JPEG', Buffer.from('\xff\xd8\xff\xe0..JFIF', 'latin1')],
    ['GIF', Buffer.from('GIF89a')],
    ['WebP', Buffer.from('RIFF....WEBPVP8 ')],
    ['AVIF', Buffer.from('\0\0\0\x1cftypavif', 'latin1')],
    ['ZIP', Buffer.from('PK\x03\x04....')],
    ['gzip', gzipSync('<p>Hello</p>')],
    ['ELF', Buffer.from('\x7fELF\x02')],
    ['bytes without sense', Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 37) % 251))],
  ])('%s bytes are no page, whatever the header says', (_, bytes) => {
    for (const type of ['text/html', 'text/plain', 'application/json', null]) expect(decide(type, bytes)).toBeNull();
  });

  it('UTF-16 is text', () => {
    expect(decide('text/html', Buffer.from('\ufeff<p>Hello harbour</p>', 'utf16le'))).toBe('html');
    expect(decide('text/html; charset=utf-16le', Buffer.from('<p>Hello harbour</p>', 'utf16le'))).toBe('html');
  });
});

/** Encodes by looking the decoder's table up backwards. */
function encode(text: string, label: string): Uint8Array {
  const decoder = new TextDecoder(label);
  const table = new Map<string, number[]>();
  for (let byte = 0; byte < 256; byte += 1) table.set(decoder.decode(Uint8Array.of(byte)), [byte]);
  for (let lead = 0x81; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (Array.from(character).length === 1 && !table.has(character)) table.set(character, [lead, trail]);
    }
  }
  return Uint8Array.from(Array.from(text).flatMap((character) => table.get(character) ?? [0x3f]));
}

describe('charset', () => {
  const german = 'Größe, Übermaß und Fähre: der Hafen schläft noch.';
  it.each<[string, Uint8Array, string | null, string, string]>([
    ['a byte order mark wins', Buffer.from(`\ufeff${german}`), 'text/html; charset=iso-8859-1', 'utf-8', german],
    ['UTF-16 by its mark', Buffer.from(`\ufeff${german}`, 'utf16le'), null, 'utf-16le', german],
    ['the header', Buffer.from(german, 'latin1'), 'text/html; charset="ISO-8859-1"', 'windows-1252', german],
    ['meta', Buffer.from(`<meta charset=windows-1252>${german}`, 'latin1'), 'text/html', 'windows-1252', german],
    [
      'meta http-equiv',
      Buffer.from(`<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">${german}`, 'latin1'),
      null,
      'iso-8859-15',
      german,
    ],
    [
      'the XML declaration',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${german}`, 'latin1'),
      'text/xml',
      'windows-1252',
      german,
    ],
    ['an unknown name is skipped', Buffer.from(german), 'text/html; charset=utf-99', 'utf-8', german],
    [
      'an unknown name in meta, too',
      Buffer.from(`<meta charset="klingon">${german}`, 'latin1'),
      'text/html; charset=x',
      'windows-1252',
      german,
    ],
    ['meta that says UTF-16 lies', Buffer.from(`<meta charset="utf-16">${german}`), null, 'utf-8', german],
    ['Latin letters by their bytes', Buffer.from(german, 'latin1'), null, 'windows-1252', german],
    ['UTF-16 without a mark', Buffer.from('The harbour sleeps.', 'utf16le'), null, 'utf-16le', 'The harbour sleeps.'],
  ])('%s', (_, bytes, type, charset, text) => {
    const decoded = decodeText(bytes, type);
    expect(decoded.charset).toBe(charset);
    expect(decoded.text).toContain(text);
  });

  it.each([
    ['windows-1251', 'Гавань просыпается рано, и паром уже стоит у причала в тумане.'],
    ['koi8-r', 'Гавань просыпается рано, и паром уже стоит у причала в тумане.'],
    ['shift_jis', '港の朝は早い。フェリーはもう桟橋に着いていて、人々が降りてくる。'],
    ['euc-jp', '港の朝は早い。フェリーはもう桟橋に着いていて、人々が降りてくる。'],
    ['gb18030', '这个港口的早上来得很早，我们的人都在船上，大家说他是最好的。'],
    ['big5', '這個港口的早上來得很早，我們的人都在船上，大家說他是最好的。'],
    ['euc-kr', '항구의 아침은 일찍 시작되고 배는 이미 부두에 서 있습니다.'],
  ])('%s is told from its bytes', (label, text) => {
    const decoded = decodeText(encode(`<title>x</title><p>${text.repeat(4)}</p>`, label), 'text/html');
    expect(decoded.text).toContain(text);
    expect(decoded.charset).toBe(label);
  });

  it('never throws, whatever bytes and names come', () => {
    const type = fc.option(
      fc.string().map((name) => `text/html; charset=${name}`),
      { nil: null },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), type, (bytes, contentType) => {
        expect(typeof decodeText(bytes, contentType).text).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
