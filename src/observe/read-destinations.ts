import type { LangfuseServer } from '../core/langfuse-server.ts';
import type { SettingProblem } from '../core/read-settings.ts';
import type { DestinationKind, DestinationSettings } from './destination-settings.ts';

/** A place that takes spans by OTLP/protobuf over HTTP, ready to be used. */
export interface Destination {
  name: string;
  kind: DestinationKind;
  /** The whole address. */
  url: string;
  /** With credentials: never shown, never logged. */
  headers: Readonly<Record<string, string>>;
  /** What this destination wants to read in the resource besides the usual. */
  resource: Readonly<Record<string, string>>;
  compression: 'gzip' | 'none';
}

/** Where spans go, and the Langfuse project among these places whose API can be asked too: the first one, or null. */
export interface Destinations {
  destinations: Destination[];
  langfuse: LangfuseServer | null;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Key = 'publicKey' | 'secretKey' | 'apiKey' | 'project' | 'experimentId';

interface KindFacts {
  /** Before `/v1/traces`. */
  prefix: string;
  defaultUrl: string | null;
  needs: readonly Key[];
  headers(settings: Partial<Record<Key, string | undefined>>): Record<string, string>;
  resource?(settings: Partial<Record<Key, string | undefined>>): Record<string, string>;
}

/** Addresses and headers as each server's own documentation has them. */
const kinds: Readonly<Record<DestinationKind, KindFacts>> = {
  langfuse: {
    prefix: '/api/public/otel',
    defaultUrl: 'https://cloud.langfuse.com',
    needs: ['publicKey', 'secretKey'],
    headers: ({ publicKey, secretKey }) => ({
      authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
      // Without it a version 4 server takes spans the slow way, minutes late; older servers do not look at it.
      'x-langfuse-ingestion-version': '4',
    }),
  },
  mlflow: {
    prefix: '',
    defaultUrl: null,
    needs: [],
    headers: ({ experimentId, apiKey }) => ({
      'x-mlflow-experiment-id': experimentId ?? '0',
      ...bearer(apiKey),
    }),
  },
  langsmith: {
    prefix: '/otel',
    defaultUrl: 'https://api.smith.langchain.com',
    needs: ['apiKey'],
    headers: ({ apiKey, project }) => ({
      'x-api-key': apiKey ?? '',
      ...(project === undefined ? {} : { 'langsmith-project': project }),
    }),
  },
  phoenix: {
    prefix: '',
    defaultUrl: null,
    needs: [],
    headers: ({ apiKey }) => bearer(apiKey),
    resource: ({ project }): Record<string, string> =>
      project === undefined ? {} : { 'openinference.project.name': project },
  },
  otlp: { prefix: '', defaultUrl: null, needs: [], headers: ({ apiKey }) => bearer(apiKey) },
};

function bearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/**
 * Destinations of the settings and, for kinds that the settings do not name, of the environment names that other tools use: LANGFUSE_*,
 * OTEL_EXPORTER_OTLP_*, MLFLOW_*, LANGSMITH_*, PHOENIX_*. Pure; problems never hold a value.
 */
export function readDestinations(
  configured: readonly DestinationSettings[],
  environment: Environment,
): Destinations & { problems: SettingProblem[] } {
  const destinations: Destination[] = [];
  let langfuse: LangfuseServer | null = null;
  const problems: SettingProblem[] = [];
  const take = (settings: DestinationSettings, where: string, exactUrl = false): void => {
    if (destinations.some((known) => known.name === settings.name)) {
      problems.push({ where, message: 'is the name of an earlier destination too.' });
      return;
    }
    const resolved = resolve(settings, exactUrl);
    if (typeof resolved === 'string') {
      problems.push({ where, message: resolved });
      return;
    }
    destinations.push(resolved);
    langfuse ??= langfuseServerOf(settings, resolved.url);
  };

  for (const settings of configured) {
    const where = `observe.destinations: ${settings.name}`;
    const missing = new Set<string>();
    const filled = fillIn(settings, environment, missing);
    if (missing.size > 0) problems.push({ where, message: `names ${[...missing].join(', ')}, which is not set.` });
    else take(filled, where);
  }
  const named = new Set(configured.map((settings) => settings.kind));
  for (const found of fromEnvironment(environment)) {
    if (named.has(found.settings.kind)) continue;
    if (found.problem !== null) problems.push({ where: found.where, message: found.problem });
    else take(found.settings, found.where, found.exactUrl);
  }
  return { destinations, langfuse, problems };
}

/** @returns null for another kind of place, and where spans go through a relay, whose API is not Langfuse's */
function langfuseServerOf(
  { kind, publicKey, secretKey }: DestinationSettings,
  tracesUrl: string,
): LangfuseServer | null {
  const path = `${kinds.langfuse.prefix}/v1/traces`;
  if (kind !== 'langfuse' || publicKey === undefined || secretKey === undefined || !tracesUrl.endsWith(path))
    return null;
  return { baseUrl: tracesUrl.slice(0, -path.length), publicKey, secretKey };
}

/** @returns what is wrong, for a person, instead of a destination */
function resolve(settings: DestinationSettings, exactUrl: boolean): Destination | string {
  const facts = kinds[settings.kind];
  const lacking = facts.needs.filter((need) => settings[need] === undefined);
  if (lacking.length > 0) return `needs ${lacking.join(' and ')} too.`;
  const base = settings.url ?? facts.defaultUrl;
  if (base === null) return 'needs a url.';
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an http or https address.';
  if (url.username !== '' || url.password !== '') return 'must not hold a password; put it into headers.';
  if (!exactUrl) url.pathname = tracesPath(url.pathname.replace(/\/+$/, ''), facts.prefix);
  const headers = { ...facts.headers(settings), ...lowerCaseNames(settings.headers) };
  if (!areHeaders(headers)) return 'has a header or key with characters that may not stand in a header.';
  return {
    name: settings.name,
    kind: settings.kind,
    url: url.href,
    headers,
    resource: facts.resource?.(settings) ?? {},
    compression: settings.compression ?? (settings.kind === 'langsmith' ? 'none' : 'gzip'),
  };
}

function tracesPath(given: string, prefix: string): string {
  if (given.endsWith('/v1/traces')) return given;
  return prefix !== '' && given.endsWith(prefix) ? `${given}/v1/traces` : `${given}${prefix}/v1/traces`;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function areHeaders(headers: Record<string, string>): boolean {
  try {
    return [...new Headers(headers)].length > 0 || Object.keys(headers).length === 0;
  } catch {
    // Headers throws for a name or value that HTTP does not allow.
    return false;
  }
}

function fillIn(settings: DestinationSettings, environment: Environment, missing: Set<string>): DestinationSettings {
  const fill = (text: string): string =>
    text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
      const value = environment[name];
      if (value === undefined || value === '') missing.add(name);
      return value ?? '';
    });
  const filled = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value) : value,
  ]);
  const headers = Object.entries(settings.headers).map(([name, value]) => [name, fill(value)]);
  return { ...(Object.fromEntries(filled) as DestinationSettings), headers: Object.fromEntries(headers) };
}

interface Found {
  where: string;
  settings: DestinationSettings;
  exactUrl: boolean;
  problem: string | null;
}

function fromEnvironment(environment: Environment): Found[] {
  const get = (...names: string[]): string | undefined =>
    names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '');
  const found: Found[] = [];
  const add = (
    kind: DestinationKind,
    where: string,
    settings: Omit<Partial<DestinationSettings>, 'kind' | 'name'>,
    more: { exactUrl?: boolean; problem?: string | null } = {},
  ): void => {
    const { exactUrl = false, problem = null } = more;
    found.push({
      where,
      settings: { name: kind, kind, headers: {}, ...withoutUndefined(settings) },
      exactUrl,
      problem,
    });
  };

  const [publicKey, secretKey] = [get('LANGFUSE_PUBLIC_KEY'), get('LANGFUSE_SECRET_KEY')];
  if (publicKey !== undefined || secretKey !== undefined) {
    const url = get('LANGFUSE_BASE_URL', 'LANGFUSE_BASEURL', 'LANGFUSE_HOST');
    const where = publicKey === undefined ? 'LANGFUSE_SECRET_KEY' : 'LANGFUSE_PUBLIC_KEY';
    add('langfuse', where, { publicKey, secretKey, url });
  }

  const exact = get('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const endpoint = exact ?? get('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint !== undefined) {
    const protocol = get('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
    const compression = get('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION');
    const headers = get('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS');
    add(
      'otlp',
      exact === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      { url: endpoint, headers: parseHeaderList(headers), ...(compression === 'none' ? { compression } : {}) },
      {
        exactUrl: exact !== undefined,
        problem:
          protocol === 'http/protobuf' ? null : 'is spoken to by http/protobuf only; its protocol says otherwise.',
      },
    );
  }

  const trackingUri = get('MLFLOW_TRACKING_URI');
  if (trackingUri !== undefined) {
    const experimentId = get('MLFLOW_EXPERIMENT_ID');
    add('mlflow', 'MLFLOW_TRACKING_URI', { url: trackingUri, experimentId, apiKey: get('MLFLOW_TRACKING_TOKEN') });
  }

  const langsmithKey = get('LANGSMITH_API_KEY');
  if (langsmithKey !== undefined) {
    const [url, project] = [get('LANGSMITH_ENDPOINT'), get('LANGSMITH_PROJECT')];
    add('langsmith', 'LANGSMITH_API_KEY', { apiKey: langsmithKey, url, project });
  }

  const phoenix = get('PHOENIX_COLLECTOR_ENDPOINT');
  if (phoenix !== undefined) {
    const headers = parseHeaderList(get('PHOENIX_CLIENT_HEADERS'));
    const [apiKey, project] = [get('PHOENIX_API_KEY'), get('PHOENIX_PROJECT_NAME')];
    add('phoenix', 'PHOENIX_COLLECTOR_ENDPOINT', { url: phoenix, headers, apiKey, project });
  }
  return found;
}

/** `name=value,name=value` with percent-encoded values, as OpenTelemetry's environment specification has it. */
function parseHeaderList(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A value with a bare % was not encoded in the first place.
    return text;
  }
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
