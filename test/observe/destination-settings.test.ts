import { describe, expect, it } from 'vitest';
import { DestinationList } from '../../src/observe/destination-settings.ts';
import { readDestinations } from '../../src/observe/read-destinations.ts';

const parse = (entries: unknown[]) => DestinationList.parse(entries);
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('DestinationList', () => {
  it('says what is wrong with an entry without showing its values', () => {
    const result = DestinationList.safeParse([
      { name: 'Upper Case', kind: 'langfuse', secretKey: 'canary-secret-1' },
      { name: 'b', kind: 'zipkin', apiKey: 'canary-secret-2' },
      'canary-secret-3',
      { name: 'c', kind: 'otlp', apikey: 'canary-secret-4' },
    ]);
    const message = result.error?.issues.map((issue) => issue.message).join('\n') ?? '';
    expect(message).toContain('entry 1.name: must be lower-case letters');
    expect(message).toContain('entry 2.kind: Invalid option');
    expect(message).toContain('entry 3: Invalid input');
    expect(message).toContain('entry 4: Unrecognized key');
    expect(JSON.stringify(result)).not.toContain('canary-secret');
  });

  it('is empty by default', () => {
    expect(DestinationList.parse(undefined)).toEqual([]);
  });
});

describe('readDestinations', () => {
  it('gives each kind the address and the headers that its server wants', () => {
    const { destinations, problems } = readDestinations(
      parse([
        { name: 'fuse', kind: 'langfuse', publicKey: 'pk', secretKey: 'sk' },
        { name: 'own-fuse', kind: 'langfuse', url: 'https://fuse.example/', publicKey: 'pk', secretKey: 'sk' },
        { name: 'flow', kind: 'mlflow', url: 'http://127.0.0.1:5000', experimentId: 7 },
        { name: 'smith', kind: 'langsmith', apiKey: 'key', project: 'links' },
        { name: 'bird', kind: 'phoenix', url: 'http://127.0.0.1:6006', apiKey: 'key', project: 'links' },
        { name: 'tempo', kind: 'otlp', url: 'https://tempo.example/otlp', headers: { 'X-Scope-OrgID': 'a' } },
      ]),
      {},
    );
    expect(problems).toEqual([]);
    expect(destinations).toEqual([
      {
        name: 'fuse',
        kind: 'langfuse',
        url: 'https://cloud.langfuse.com/api/public/otel/v1/traces',
        headers: { authorization: basic('pk:sk'), 'x-langfuse-ingestion-version': '4' },
        resource: {},
        compression: 'gzip',
      },
      expect.objectContaining({ name: 'own-fuse', url: 'https://fuse.example/api/public/otel/v1/traces' }),
      expect.objectContaining({
        url: 'http://127.0.0.1:5000/v1/traces',
        headers: { 'x-mlflow-experiment-id': '7' },
      }),
      expect.objectContaining({
        url: 'https://api.smith.langchain.com/otel/v1/traces',
        headers: { 'x-api-key': 'key', 'langsmith-project': 'links' },
        compression: 'none',
      }),
      expect.objectContaining({
        url: 'http://127.0.0.1:6006/v1/traces',
        headers: { authorization: 'Bearer key' },
        resource: { 'openinference.project.name': 'links' },
      }),
      expect.objectContaining({ url: 'https://tempo.example/otlp/v1/traces', headers: { 'x-scope-orgid': 'a' } }),
    ]);
  });

  it.each([
    ['https://fuse.example/api/public/otel', 'https://fuse.example/api/public/otel/v1/traces'],
    ['https://fuse.example/api/public/otel/v1/traces', 'https://fuse.example/api/public/otel/v1/traces'],
    ['https://fuse.example/sub/', 'https://fuse.example/sub/api/public/otel/v1/traces'],
  ])('takes %s as far as it goes', (url, whole) => {
    const entry = { name: 'fuse', kind: 'langfuse', url, publicKey: 'pk', secretKey: 'sk' };
    expect(readDestinations(parse([entry]), {}).destinations[0]?.url).toBe(whole);
  });

  it('finds the names that other tools use in the environment', () => {
    const { destinations, problems } = readDestinations([], {
      LANGFUSE_PUBLIC_KEY: 'pk',
      LANGFUSE_SECRET_KEY: 'sk',
      LANGFUSE_BASE_URL: 'http://127.0.0.1:3000',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc,x-team=a%3Db, broken',
      MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000',
      LANGSMITH_API_KEY: 'key',
      LANGSMITH_PROJECT: 'links',
      PHOENIX_COLLECTOR_ENDPOINT: 'http://127.0.0.1:6006',
      PHOENIX_CLIENT_HEADERS: '',
    });
    expect(problems).toEqual([]);
    expect(destinations.map(({ name, url }) => `${name} ${url}`)).toEqual([
      'langfuse http://127.0.0.1:3000/api/public/otel/v1/traces',
      'otlp http://127.0.0.1:4318/v1/traces',
      'mlflow http://127.0.0.1:5000/v1/traces',
      'langsmith https://api.smith.langchain.com/otel/v1/traces',
      'phoenix http://127.0.0.1:6006/v1/traces',
    ]);
    expect(destinations[1]?.headers).toEqual({ authorization: 'Basic abc', 'x-team': 'a=b' });
    expect(destinations[2]?.headers).toEqual({ 'x-mlflow-experiment-id': '0' });
  });

  it.each([
    ['https://fuse.example/', 'https://fuse.example'],
    ['https://fuse.example/sub/api/public/otel/v1/traces', 'https://fuse.example/sub'],
    [undefined, 'https://cloud.langfuse.com'],
  ])('knows the Langfuse project whose API can be asked: %s', (url, baseUrl) => {
    const first = { name: 'fuse', kind: 'langfuse', url, publicKey: 'pk', secretKey: '${SECRET}' };
    const second = { name: 'other', kind: 'langfuse', publicKey: 'pk-2', secretKey: 'sk-2' };
    expect(readDestinations(parse([first, second]), { SECRET: 'sk' }).langfuse).toEqual({
      baseUrl,
      publicKey: 'pk',
      secretKey: 'sk',
    });
  });

  it('knows the Langfuse project of the environment too', () => {
    const environment = {
      LANGFUSE_PUBLIC_KEY: 'pk',
      LANGFUSE_SECRET_KEY: 'sk',
      LANGFUSE_HOST: 'http://127.0.0.1:3000',
    };
    expect(readDestinations([], environment).langfuse).toEqual({
      baseUrl: 'http://127.0.0.1:3000',
      publicKey: 'pk',
      secretKey: 'sk',
    });
  });

  it.each([
    ['another kind of place', { name: 'tempo', kind: 'otlp', url: 'https://tempo.example' }],
    ['a relay', { name: 'fuse', kind: 'langfuse', url: 'http://relay/v1/traces', publicKey: 'pk', secretKey: 'sk' }],
  ])('takes %s for no Langfuse project', (_what, entry) => {
    expect(readDestinations(parse([entry]), {}).langfuse).toBeNull();
  });

  it('uses the address for traces alone as it stands', () => {
    const environment = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/custom' };
    expect(readDestinations([], environment).destinations[0]?.url).toBe('http://127.0.0.1:4318/custom');
  });

  it('leaves the environment names of a kind alone that the settings name, so that no span goes twice', () => {
    const configured = parse([
      { name: 'mine', kind: 'langfuse', publicKey: 'pk', secretKey: '${LANGFUSE_SECRET_KEY}' },
    ]);
    const environment = { LANGFUSE_PUBLIC_KEY: 'other', LANGFUSE_SECRET_KEY: 'sk' };
    const { destinations } = readDestinations(configured, environment);
    expect(destinations.map(({ name }) => name)).toEqual(['mine']);
    expect(destinations[0]?.headers['authorization']).toBe(basic('pk:sk'));
  });

  it.each<[string, unknown[], Record<string, string>, string, string]>([
    ['a lacking key', [], { LANGFUSE_PUBLIC_KEY: 'canary' }, 'LANGFUSE_PUBLIC_KEY', 'needs secretKey too.'],
    ['a lacking address', [{ name: 'a', kind: 'otlp' }], {}, 'observe.destinations: a', 'needs a url.'],
    [
      'an unset variable',
      [{ name: 'a', kind: 'otlp', url: 'http://127.0.0.1', headers: { k: '${NOT_THERE}' } }],
      {},
      'observe.destinations: a',
      'names NOT_THERE, which is not set.',
    ],
    [
      'a file as address',
      [],
      { MLFLOW_TRACKING_URI: 'sqlite:///canary.db' },
      'MLFLOW_TRACKING_URI',
      'must be an http or https address.',
    ],
    [
      'a password in the address',
      [{ name: 'a', kind: 'otlp', url: 'http://u:canary@127.0.0.1' }],
      {},
      'observe.destinations: a',
      'must not hold a password; put it into headers.',
    ],
    [
      'a key that is no header',
      [{ name: 'a', kind: 'langsmith', apiKey: 'can\nary' }],
      {},
      'observe.destinations: a',
      'has a header or key with characters that may not stand in a header.',
    ],
    [
      'another protocol',
      [],
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'is spoken to by http/protobuf only; its protocol says otherwise.',
    ],
    [
      'a name that is taken',
      [
        { name: 'a', kind: 'otlp', url: 'http://127.0.0.1' },
        { name: 'a', kind: 'otlp', url: 'http://127.0.0.2' },
      ],
      {},
      'observe.destinations: a',
      'is the name of an earlier destination too.',
    ],
  ])('says %s', (_title, entries, environment, where, message) => {
    expect(readDestinations(parse(entries), environment).problems).toEqual([{ where, message }]);
  });
});
