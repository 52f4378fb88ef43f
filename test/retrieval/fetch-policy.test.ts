import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createSafeFetcher } from '../../src/retrieval/fetch/safe-fetcher.ts';
import { FetchSettings } from '../../src/retrieval/settings.ts';
import { openFixtureWeb, type FixtureAnswer } from '../support/fixture-web.ts';
import { createRealOutside } from '../support/real-outside.ts';

interface PolicyCase {
  url: string;
  dns?: Record<string, string[][]>;
  routes?: Record<string, FixtureAnswer | FixtureAnswer[]>;
}

const page: FixtureAnswer = { body: '<!doctype html><title>T</title><p>Some words of a page.</p>' };

async function judge({
  url,
  dns,
  routes,
}: PolicyCase): Promise<{ verdict: string; contacted: string[]; requests: string[] }> {
  await using web = await openFixtureWeb(routes ?? {}, dns);
  const fetcher = createSafeFetcher(FetchSettings.parse({}), createRealOutside(), web);
  try {
    await fetcher.fetch(url, { signal: new AbortController().signal });
    return { verdict: 'allow', contacted: web.contacted, requests: web.requests };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { verdict: error.code, contacted: web.contacted, requests: web.requests };
  }
}

const to = (location: string, status = 302): FixtureAnswer => ({ status, headers: { location } });

describe('what is refused before any connection', () => {
  it.each([
    // loopback, private and special ranges, platform services
    'http://127.8.9.10/',
    'https://0.0.0.1/',
    'http://10.20.30.40/admin',
    'http://172.20.1.1/',
    'http://192.168.178.1/',
    'http://100.72.0.1/',
    'http://198.51.100.4/',
    'http://203.0.113.4/',
    'http://233.1.1.1/',
    'http://255.255.255.255/',
    'http://169.254.169.253/',
    'http://192.0.0.192/opc/v2/',
    'http://[fd00:ec2::254]/latest/',
    'https://instance-data.internal/',
    // IPv4 in disguise
    'http://3232235777/',
    'http://0xa9fea9fe/',
    'http://0300.0250.1.1/',
    'http://0xC0.0xA8.1.1/',
    'http://10.1/',
    'http://192.168.257/',
    'http://127.0.1/',
    'http://00.0.0.0/',
    'http://127.000.000.001/',
    'http://8.8.2056/',
    'http://134744072/',
    'http://08.8.8.8/',
    'http://0x08.8.8.8/',
    'http://8.8.8.8./',
    'http://256.256.256.256/',
    'http://1.2.3.4.5/',
    // Unicode and percent-encoding
    'http://⑩.⓪.⓪.①/',
    'http://１２７.０.０.１/',
    'http://127．0．0．1/',
    'http://127｡0｡0｡1/',
    'http://8。8。8。8/',
    'http://%31%32%37.0.0.1/',
    'http://127%2e0%2e0%2e1/',
    'http://ｌｏｃａｌｈｏｓｔ/',
    'http://lOcAlHoſt/',
    'http://local\u200bhost/',
    'http://%4c%4f%43%41%4c%48%4f%53%54/',
    'http://127.0.0.1\u00ad/',
    'http://news\n.example/',
    'http://news.example/a b',
    'http://news.example/a\u00a0b',
    'http://news.example/\u3000',
    'http://news.example/\u2028',
    'http://news.example/\u0085',
    'http://news.example/\u007f',
    ' http://news.example/',
    'http://news.example/ ',
    'http://news.example/\r\nHost:x',
    // IPv6
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[::ffff:808:808]/',
    'http://[::8.8.8.8]/',
    'http://[::ffff:0:8.8.8.8]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://[64:ff9b:1::1]/',
    'http://[2002:808:808::]/',
    'http://[2001::53aa:64c:0:7f2e]/',
    'http://[2606:4700::8.8.8.8]/',
    'http://[fe90::1]/',
    'http://[fdff::1]/',
    'http://[feff::1]/',
    'http://[ff05::2]/',
    'http://[2001:db8:1::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[fe80::1%25eth0]/',
    'http://[::1/',
    // names
    'http://LOCALHOST/',
    'http://localhost./',
    'http://foo.localhost./',
    'http://nas.LOCAL/',
    'http://api.corp./',
    'http://box.lan/',
    'http://x.home.arpa/',
    'http://duskgytldkxiuqc6.onion/',
    'http://site.i2p/',
    'http://wiki/',
    'http://com/',
    'http://localhost.localdomain/',
    'http://news.example../',
    'http://.news.example/',
    // user names
    'http://user@news.example/',
    'http://user:pass@news.example/',
    'http://:@news.example/',
    'http://@news.example/',
    'https://news.example@10.0.0.1/',
    'https://news.example:443@10.0.0.1/',
    // parsers that disagree
    'http://news.example\\.10.0.0.1/',
    'http:\\\\10.0.0.1/',
    'http:/10.0.0.1/',
    'http:///10.0.0.1/',
    'http:////10.0.0.1/',
    'https:news.example/',
    'http://10.0.0.1\t/',
    'http://10.0.0.1\u0000/',
    'http://[10.0.0.1]/',
    'http://https://news.example/',
    'http://news.example:80:443/',
    'http://',
    '',
    'news.example/a',
    '//news.example/a',
    // schemes
    'FILE:///etc/hosts',
    'ftp://news.example/',
    'javascript:alert(1)',
    'mailto:someone@news.example',
    'view-source:http://news.example/',
    'blob:http://news.example/1',
    'wss://news.example/',
    'httpss://news.example/',
    'ldap://10.0.0.1/',
    // ports
    'http://news.example:21/',
    'https://news.example:8443/',
    'http://news.example:8080/',
    'http://news.example:65535/',
    'http://news.example:65616/',
    'http://8.8.8.8:53/',
    'http://[2606:4700:4700::1111]:9200/',
  ])('refuses %j', async (url) => {
    expect(await judge({ url })).toEqual({ verdict: 'fetch_refused', contacted: [], requests: [] });
  });

  it('refuses an address longer than any honest one', async () => {
    expect((await judge({ url: `https://news.example/${'a'.repeat(9000)}` })).verdict).toBe('fetch_refused');
  });
});

describe('what must work', () => {
  it.each<[string, string, string]>([
    ['https://news.example/story?id=7#top', 'news.example/story?id=7', '93.184.215.14:443'],
    ['HTTP://NEWS.example:80/', 'news.example/', '93.184.215.14:80'],
    ['http://news.example:443/', 'news.example:443/', '93.184.215.14:443'],
    ['http://news.example./', 'news.example./', '93.184.215.14:80'],
    ['https://10.0.0.1.news.example/', '10.0.0.1.news.example/', '93.184.215.14:443'],
    ['https://localhost.news.example/', 'localhost.news.example/', '93.184.215.14:443'],
    ['https://local.example/', 'local.example/', '93.184.215.14:443'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example/', '93.184.215.14:443'],
    ['http://192.0.1.1/', '192.0.1.1/', '192.0.1.1:80'],
    ['http://172.32.0.1/', '172.32.0.1/', '172.32.0.1:80'],
    ['http://[2001:200::1]/', '[2001:200::1]/', '2001:200::1:80'],
    ['https://news.example/@user/a:b', 'news.example/@user/a:b', '93.184.215.14:443'],
    ['https://news.example/?next=//127.0.0.1/', 'news.example/?next=//127.0.0.1/', '93.184.215.14:443'],
    ['https://news.example/caf%C3%A9%20x', 'news.example/caf%C3%A9%20x', '93.184.215.14:443'],
    ['https://x.0x7f000001.example/', 'x.0x7f000001.example/', '93.184.215.14:443'],
  ])('fetches %s', async (url, request, contact) => {
    expect(await judge({ url, routes: { [request]: page } })).toEqual({
      verdict: 'allow',
      contacted: [contact],
      requests: [request],
    });
  });

  it('connects to an address of the answer, of IPv6 too', async () => {
    const verdict = await judge({
      url: 'https://six.example/',
      dns: { 'six.example': [['2a00:1450:4001::5']] },
      routes: { 'six.example/': page },
    });
    expect(verdict).toMatchObject({ verdict: 'allow', contacted: ['2a00:1450:4001::5:443'] });
  });
});

describe('answers of the resolver', () => {
  it.each<[string, string[]]>([
    ['loopback', ['127.0.0.2']],
    ['a private address behind a public one', ['93.184.215.14', '192.168.3.3']],
    ['a private address before a public one', ['10.9.9.9', '93.184.215.14']],
    ['IPv6 loopback beside a public address', ['93.184.215.14', '::1']],
    ['a mapped public address', ['::ffff:93.184.215.14']],
    ['a NAT64 address', ['64:ff9b::5db8:d70e']],
    ['a unique local address', ['fd12::1']],
    ['a link-local address with a zone', ['fe80::2%eth0']],
    ['the cloud platform address', ['168.63.129.16']],
    ['something that is no address', ['localhost']],
  ])('refuses %s', async (_, addresses) => {
    const verdict = await judge({ url: 'https://odd.example/', dns: { 'odd.example': [addresses] } });
    expect(verdict).toEqual({ verdict: 'fetch_refused', contacted: [], requests: [] });
  });

  it('fails clearly where a name has no address', async () => {
    const verdict = await judge({ url: 'https://void.example/', dns: { 'void.example': [[]] } });
    expect(verdict).toEqual({ verdict: 'fetch_network', contacted: [], requests: [] });
  });

  it('uses the checked answer and never asks again for one request', async () => {
    const verdict = await judge({
      url: 'https://turn.example/',
      dns: { 'turn.example': [['93.184.215.14'], ['127.0.0.1']] },
      routes: { 'turn.example/': page },
    });
    expect(verdict).toMatchObject({ verdict: 'allow', contacted: ['93.184.215.14:443'] });
  });

  it('checks a name again on every hop', async () => {
    const verdict = await judge({
      url: 'https://turn.example/',
      dns: { 'turn.example': [['93.184.215.14'], ['169.254.169.254']] },
      routes: { 'turn.example/': to('/next') },
    });
    expect(verdict).toMatchObject({ verdict: 'fetch_refused', contacted: ['93.184.215.14:443'] });
  });
});

describe('redirects', () => {
  it.each([
    'http://127.0.0.1:80/',
    'http://10.0.0.1/x',
    '//192.168.0.1/x',
    '///192.168.0.1/x',
    '/\\192.168.0.1/x',
    '\\\\192.168.0.1/x',
    'http:192.168.0.1/x',
    'https:/192.168.0.1/x',
    'http://[::ffff:10.0.0.1]/',
    'http://0x7f.1/',
    '//2130706433/',
    'http://localhost/',
    'http://metadata.internal/',
    'file:///etc/passwd',
    'gopher://news.example/',
    'data:text/html,hi',
    'javascript:1',
    'https://user:secret@news.example/',
    'https://news.example:3306/',
    'http://news.example:22/',
    'https://news.example/a b',
    'http://10.0.0.1\t/',
    'http://',
  ])('refuses a redirect to %j', async (location) => {
    const verdict = await judge({ url: 'https://short.example/a', routes: { 'short.example/a': to(location) } });
    expect(verdict).toEqual({
      verdict: 'fetch_refused',
      contacted: ['93.184.215.14:443'],
      requests: ['short.example/a'],
    });
  });

  it.each([301, 302, 303, 307, 308])('follows a clean redirect with status %i', async (status) => {
    const verdict = await judge({
      url: 'http://short.example/a',
      routes: { 'short.example/a': to('https://news.example/b?c=1', status), 'news.example/b?c=1': page },
    });
    expect(verdict).toMatchObject({ verdict: 'allow', requests: ['short.example/a', 'news.example/b?c=1'] });
  });

  it.each([200, 201, 206])('does not follow a Location that comes with status %i', async (status) => {
    const verdict = await judge({
      url: 'http://news.example/a',
      routes: {
        'news.example/a': {
          ...page,
          status,
          headers: { location: 'http://10.0.0.1/', refresh: '0;url=http://10.0.0.1/' },
        },
      },
    });
    expect(verdict).toMatchObject({ verdict: 'allow', requests: ['news.example/a'] });
  });

  it.each([300, 304, 305])('treats status %i as no page', async (status) => {
    const verdict = await judge({ url: 'http://news.example/a', routes: { 'news.example/a': to('/b', status) } });
    expect(verdict).toMatchObject({ verdict: 'fetch_status', requests: ['news.example/a'] });
  });

  it('follows five and refuses the sixth', async () => {
    const chain = (length: number): Record<string, FixtureAnswer> =>
      Object.fromEntries([
        ...Array.from({ length }, (_, index) => [`news.example/${index}`, to(`/${index + 1}`)] as const),
        [`news.example/${length}`, page] as const,
      ]);
    expect((await judge({ url: 'https://news.example/0', routes: chain(5) })).verdict).toBe('allow');
    const six = await judge({ url: 'https://news.example/0', routes: chain(6) });
    expect(six.verdict).toBe('fetch_refused');
    expect(six.requests).toHaveLength(6);
  });

  it('does not follow what a page says inside', async () => {
    const body =
      '<meta http-equiv="refresh" content="0;url=http://10.0.0.1/"><link rel="canonical" href="http://10.0.0.2/">' +
      '<script>location="http://10.0.0.3/"</script><p>Words.</p>';
    const verdict = await judge({ url: 'https://news.example/', routes: { 'news.example/': { body } } });
    expect(verdict).toEqual({ verdict: 'allow', contacted: ['93.184.215.14:443'], requests: ['news.example/'] });
  });
});

describe('what is sent', () => {
  const send = async (settings: object, headers?: Record<string, string>) => {
    const web = await openFixtureWeb({ 'a.example/': to('https://b.example/'), 'b.example/': page });
    await using closing = web;
    const fetcher = createSafeFetcher(FetchSettings.parse(settings), createRealOutside(), closing);
    await fetcher.fetch('https://a.example/', {
      signal: new AbortController().signal,
      ...(headers ? { headers } : {}),
    });
    return web.requestHeaders;
  };

  it('names Gloss, asks for pages and carries nothing of the person', async () => {
    const [first] = await send({});
    expect(first?.['user-agent']).toContain('Gloss');
    expect(first?.['accept']).toContain('text/html');
    expect(Object.keys(first ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('keeps a caller’s headers for the first origin alone', async () => {
    const [first, second] = await send({}, { authorization: 'Bearer secret' });
    expect(first?.['authorization']).toBe('Bearer secret');
    expect(second?.['authorization']).toBeUndefined();
  });
});

describe('the allow list', () => {
  it('opens exactly the named origin', async () => {
    await using web = await openFixtureWeb({ '127.0.0.1:4123/a': page });
    const fetcher = createSafeFetcher(FetchSettings.parse({ allow: ['127.0.0.1:4123'] }), createRealOutside(), web);
    const options = { signal: new AbortController().signal };
    expect((await fetcher.fetch('http://127.0.0.1:4123/a', options)).finalUrl).toBe('http://127.0.0.1:4123/a');
    for (const url of [
      'http://127.0.0.1:4124/a',
      'http://127.0.0.1/a',
      'http://127.0.0.2:4123/a',
      'http://localhost:4123/a',
      'http://2130706433:4123/a',
      'http://x@127.0.0.1:4123/a',
      'ftp://127.0.0.1:4123/a',
    ]) {
      await expect(fetcher.fetch(url, options)).rejects.toMatchObject({ code: 'fetch_refused' });
    }
    expect(web.contacted).toEqual(['127.0.0.1:4123']);
  });
});
