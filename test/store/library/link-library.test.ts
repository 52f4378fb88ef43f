import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkScope } from '../../../src/core/library.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { sampleSummary } from '../../support/sample-summary.ts';
import { samplePageSummary } from '../../support/sample-page-summary.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const here: LinkScope = { teamId: 'T1', channelIds: ['C1'] };
const few = { limit: 10 };

describe.each(dialects)('on %s', (dialect) => {
  test('words of the title, the summary and the page find a link, in this order of weight', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    await summaries.save(
      samplePageSummary({
        id: 'page',
        url: 'https://a.example/p',
        title: 'Tides',
        page: ['Kelp grows near harbours.'],
      }),
    );
    await summaries.save(
      samplePageSummary({
        id: 'summary',
        url: 'https://a.example/s',
        title: 'Ports',
        summary: ['Kelp farms need light.'],
      }),
    );
    await summaries.save(samplePageSummary({ id: 'title', url: 'https://a.example/t', title: 'Kelp forests' }));
    const found = await library.search('kelp', here, few);
    expect(found.map(({ summaryId }) => summaryId)).toEqual(['title', 'summary', 'page']);
    expect(await library.search('kelp harbours', here, few)).toMatchObject([{ summaryId: 'page', title: 'Tides' }]);
  });

  test('a word finds its other endings, the last one its longer forms, and unspaced scripts are cut into words', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    await summaries.save(samplePageSummary({ id: 'one', url: 'https://a.example/1', title: 'Retries with jitter' }));
    await summaries.save(samplePageSummary({ id: 'two', url: 'https://a.example/2', title: '東京の天気予報' }));
    const idsOf = async (words: string) => (await library.search(words, here, few)).map(({ summaryId }) => summaryId);
    expect(await idsOf('retry')).toEqual(['one']);
    expect(await idsOf('jitt')).toEqual(['one']);
    expect(await idsOf('天気')).toEqual(['two']);
    // Words without which nothing would be found are left out, but only then.
    expect(await idsOf('jitter zebra')).toEqual(['one']);
    expect(await idsOf('zebra')).toEqual([]);
  });

  test('what a person types is never syntax', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    await summaries.save(samplePageSummary({ id: 'one', url: 'https://a.example/1', title: 'C++ and Node.js 4.2' }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.constantFrom('"', 'place : "C2"', 'a AND', 'NEAR(', '*', 'C++ -x')),
        async (text) => {
          await library.search(text, here, few);
        },
      ),
      { numRuns: 200 },
    );
    expect(await library.search('node.js', here, few)).toHaveLength(1);
    expect(await library.search('c++', { teamId: 'T1', channelIds: ['C2'] }, few)).toEqual([]);
  });

  test('nothing outside the named channels and the team is found, through any question', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    const secret = samplePageSummary(
      { id: 'secret', url: 'https://a.example/1', title: 'Kelp merger', tldr: ['Kelp merger plans are secret.'] },
      { channelId: 'C9' },
    );
    const known = samplePageSummary(
      { id: 'known', url: 'https://a.example/2', title: 'Kelp merger news', tldr: ['Kelp merger plans are news.'] },
      {},
    );
    await summaries.save(secret);
    await summaries.save(known);
    for (const scope of [here, { teamId: 'T2', channelIds: ['C9'] }, { teamId: 'T1', channelIds: [] }]) {
      const found = [
        ...(await library.search('kelp merger', scope, few)),
        ...(await library.recent(scope, few)),
        ...(await library.related('known', scope, 10)),
        ...(await library.ofPage('https://a.example/1', scope)),
      ];
      expect(found.map(({ summaryId }) => summaryId)).not.toContain('secret');
    }
    expect(await library.related('known', { teamId: 'T1', channelIds: ['C9'] }, 10)).toMatchObject([
      { summaryId: 'secret' },
    ]);
  });

  test('recent lists each page once, newest first, by site, person and time', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    const save = (id: string, url: string, createdAt: number, requestedBy = 'U1') =>
      summaries.save(samplePageSummary({ id, url }, { createdAt, requestedBy, messageTs: id }));
    await save('1', 'https://a.example/x', 1000);
    await save('2', 'https://docs.b.example/y', 2000, 'U2');
    await save('3', 'https://a.example/x', 3000);
    const idsOf = async (filter: object) =>
      (await library.recent(here, { ...few, ...filter })).map(({ summaryId }) => summaryId);
    expect(await idsOf({})).toEqual(['3', '2']);
    expect(await idsOf({ site: 'b.example' })).toEqual(['2']);
    expect(await idsOf({ requestedBy: 'U2' })).toEqual(['2']);
    expect(await idsOf({ fromMs: 1000, toMs: 2000 })).toEqual(['1']);
  });

  test('related links share what is rare, not what every link has', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    const save = (id: string, title: string, tldr: string) =>
      summaries.save(samplePageSummary({ id, url: `https://a.example/${id}`, title, tldr: [tldr] }, { messageTs: id }));
    await save(
      'a',
      'Write-ahead logging',
      'A database engine writes its log before pages, so that recovery replays it.',
    );
    await save('b', 'Recovery of logs', 'Recovery replays the write-ahead log of a database engine.');
    await save('c', 'Bread ovens', 'An oven made of clay keeps its heat.');
    expect((await library.related('a', here, 5)).map(({ summaryId }) => summaryId)).toEqual(['b']);
  });

  test('a deleted message takes its summaries, their words, checkpoints and files with it', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    await summaries.save(
      samplePageSummary({ id: 'one', url: 'https://a.example/1', title: 'Kelp' }, { messageTs: '5.1' }),
    );
    const { traceId } = samplePageSummary({ id: 'one', url: 'https://a.example/1' });
    await temp.store.artifacts.put(traceId, 'evidence.json', '{}', 1);
    const place = { teamId: 'T1', channelId: 'C1', messageTs: '5.1' };
    expect(await library.forgetMessage({ ...place, channelId: 'C2' })).toEqual([]);
    expect(await library.forgetMessage(place)).toMatchObject([{ id: 'one', channelId: 'C1' }]);
    expect(await summaries.get('one')).toBeNull();
    expect(await library.search('kelp', here, few)).toEqual([]);
    expect(await library.channelIds('T1')).toEqual([]);
    expect(await temp.store.artifacts.list(traceId)).toEqual([]);
  });

  test('the words of a page go with its text, those of its summary stay', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    await summaries.save(
      samplePageSummary(
        { id: 'one', url: 'https://a.example/1', title: 'Tides', page: ['Kelp grows near harbours.'] },
        { updatedAt: temp.outside.clock.now() },
      ),
    );
    expect(await library.search('kelp', here, few)).toHaveLength(1);
    await temp.outside.clock.advance((temp.settings.inputDays + 1) * 86_400_000);
    await temp.store.purge();
    expect(await library.search('kelp', here, few)).toEqual([]);
    expect(await library.search('tides', here, few)).toHaveLength(1);
  });

  test('with encryption keys the words of pages are not indexed, and titles lie sealed', async () => {
    await using temp = await openTempStore({ dialect });
    const settings = StoreSettings.parse({
      ...temp.settings,
      databaseUrl: `${temp.folder}/sealed.db`,
      tracesFile: `${temp.folder}/sealed-traces.db`,
      encryptionKeys: [randomBytes(32).toString('base64')],
    });
    const store = await openStore(settings, temp.outside);
    try {
      await store.summaries.save(
        samplePageSummary({ id: 'one', url: 'https://a.example/1', title: 'Tides', page: ['Kelp grows.'] }),
      );
      expect(await store.library.search('kelp', here, few)).toEqual([]);
      expect(await store.library.search('tides', here, few)).toMatchObject([{ title: 'Tides' }]);
    } finally {
      await store.close();
    }
  });

  test('index and summaries stay in step through any order of saves and deletions', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries } = temp.store;
    const act = fc.record({ message: fc.integer({ min: 1, max: 4 }), forget: fc.boolean() });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        round += 1;
        const channelId = `C${round}`;
        const alive = new Map<number, number>();
        for (const { message, forget } of acts) {
          const messageTs = `${message}.0`;
          if (forget) {
            await library.forgetMessage({ teamId: 'T1', channelId, messageTs });
            alive.delete(message);
            continue;
          }
          const revision = (alive.get(message) ?? 0) + 1;
          const page = {
            id: `${channelId}-${message}`,
            url: `https://a.example/${message}`,
            title: `kelp v${revision}x`,
          };
          await summaries.save(samplePageSummary(page, { channelId, messageTs, revision }));
          alive.set(message, revision);
        }
        const found = await library.search('kelp', { teamId: 'T1', channelIds: [channelId] }, few);
        expect(new Set(found.map(({ title }) => title))).toEqual(
          new Set([...alive.values()].map((revision) => `kelp v${revision}x`)),
        );
        expect(found).toHaveLength(alive.size);
      }),
      { numRuns: 40 },
    );
  });

  test('odd characters of a page neither break its summary nor hide it', async () => {
    await using temp = await openTempStore({ dialect });
    const { library, summaries, ideas } = temp.store;
    const long = Array.from({ length: 60_000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)));
    const odd = samplePageSummary({
      id: 'odd',
      url: 'https://a.example/odd',
      title: 'Kelp \0 \uD800 É́ 😀 ' + 'x'.repeat(5000),
      page: [long.join(' '), `harbour ${'\0'.repeat(9)} ' \\ : & | ! <-> *`],
    });
    const [project] = sampleSummary().draft?.projects ?? [];
    if (!odd.draft || !project) throw new Error('the sample has projects');
    await summaries.save({ ...odd, draft: { ...odd.draft, projects: [{ ...project, text: 'Nul \0 idea \uDC00' }] } });
    expect(await summaries.get('odd')).toMatchObject({ evidence: odd.evidence });
    expect(await library.search('kelp', here, few)).toHaveLength(1);
    expect(await library.search('e', here, few)).toHaveLength(1);
    expect(await library.related('odd', here, 5)).toEqual([]);
    expect(await ideas.ofSummary('odd')).toHaveLength(1);
  });
});
