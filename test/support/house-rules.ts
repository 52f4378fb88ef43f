import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Path below `src/` → source text. */
export type House = ReadonlyMap<string, string>;

interface ImportUse {
  specifier: string;
  typeOnly: boolean;
}

interface FileFacts {
  imports: ImportUse[];
  defaultExport: boolean;
  reExports: boolean;
  outsideUses: string[];
}

/** Rooms by floor, the lowest first: a room may `import type` from floors below its own. */
const floors: readonly (readonly string[])[] = [
  ['core'],
  ['store', 'llm', 'prompts', 'observe', 'retrieval', 'limits'],
  ['pipeline', 'evals', 'alerts', 'datasets'],
  ['monitor'],
  ['slack', 'http', 'workspace'],
];

/** Vendor package → the places that may import it; what is not listed is free. */
const vendorOwners: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack/'],
  '@slack/oauth': ['slack/'],
  '@slack/web-api': ['slack/'],
  '@slack/types': ['slack/'],
  openai: ['llm/providers/'],
  '@opentelemetry': ['observe/'],
  '@langfuse': ['observe/', 'prompts/'],
  'better-sqlite3': ['store/'],
  kysely: ['store/'],
  pg: ['store/'],
  'pg-boss': ['store/postgres/'],
  cheerio: ['retrieval/'],
  htmlparser2: ['retrieval/'],
  linkedom: ['retrieval/'],
  '@mozilla/readability': ['retrieval/'],
  unpdf: ['retrieval/'],
  undici: ['retrieval/'],
  yaml: ['read-yaml.ts', 'prompts/'],
  'node-cron': ['scheduler.ts', 'cron-slots.ts'],
  'prom-client': ['http/'],
  nodemailer: ['alerts/channels/'],
  'hyparquet-writer': ['datasets/formats/'],
  diff: ['core/'],
  pino: ['main.ts'],
};

/** All breaches of the house rules, each naming the file. */
export function findBreaches(house: House): string[] {
  const breaches: string[] = [];
  const facts = new Map([...house].map(([path, source]) => [path, readFacts(path, source)]));
  for (const [path, file] of facts) {
    breaches.push(...checkImports(path, file, house), ...checkShape(path, file));
  }
  breaches.push(...findCycles(facts));
  return breaches;
}

/** null for root files and for `wiring/`, which introduce rooms to each other. */
function roomOf(path: string): string | null {
  const folder = path.includes('/') ? (path.split('/')[0] ?? null) : null;
  return folder === 'wiring' ? null : folder;
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

function checkImports(path: string, file: FileFacts, house: House): string[] {
  const breaches: string[] = [];
  const room = roomOf(path);
  for (const { specifier, typeOnly } of file.imports) {
    if (!specifier.startsWith('.')) {
      const vendor = Object.keys(vendorOwners).find((name) => specifier === name || specifier.startsWith(`${name}/`));
      if (vendor && !vendorOwners[vendor]?.some((owner) => path.startsWith(owner))) {
        breaches.push(`${path}: ${vendor} belongs to ${vendorOwners[vendor]?.join(', ')}`);
      }
      continue;
    }
    const target = posix.join(posix.dirname(path), specifier);
    if (!house.has(target) && !specifier.endsWith('.json')) breaches.push(`${path}: ${specifier} does not exist`);
    if (room === null) continue;
    const targetRoom = roomOf(target);
    if (targetRoom === null) {
      breaches.push(`${path}: a room may not import ${target}`);
    } else if (targetRoom !== room && targetRoom !== 'core') {
      if (!typeOnly) breaches.push(`${path}: takes values from ${target}`);
      else if (floorOf(targetRoom) >= floorOf(room)) breaches.push(`${path}: ${targetRoom} is not below ${room}`);
    }
  }
  if (room !== null && floorOf(room) < 0) breaches.push(`${path}: the room ${room} has no floor`);
  return breaches;
}

function checkShape(path: string, file: FileFacts): string[] {
  const breaches: string[] = [];
  if (file.defaultExport) breaches.push(`${path}: has a default export`);
  if (file.reExports && !path.endsWith('/index.ts')) breaches.push(`${path}: is a barrel file`);
  // main.ts builds the real Outside and config.ts reads the environment it is handed; rooms get both.
  if (roomOf(path) !== null) {
    for (const use of file.outsideUses) breaches.push(`${path}: uses ${use}; it comes from Outside`);
  }
  return breaches;
}

function findCycles(facts: ReadonlyMap<string, FileFacts>): string[] {
  const breaches: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      breaches.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const { specifier, typeOnly } of facts.get(path)?.imports ?? []) {
      if (specifier.startsWith('.') && !typeOnly) visit(posix.join(posix.dirname(path), specifier), [...trail, path]);
    }
    done.add(path);
  };
  for (const path of facts.keys()) visit(path, []);
  return breaches;
}

type Node = Record<string, unknown> & { type: string };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function readFacts(path: string, source: string): FileFacts {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const facts: FileFacts = { imports: [], defaultExport: false, reExports: false, outsideUses: [] };
  let bindsFetch = false;
  walk(program, (node) => {
    readNode(node, facts);
    // A `fetch` that was handed in is the rule kept, not broken.
    walk(node['params'], (inner) => {
      if (nameOf(inner) === 'fetch') bindsFetch = true;
    });
  });
  if (bindsFetch) facts.outsideUses = facts.outsideUses.filter((use) => use !== 'global fetch');
  return facts;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isNode(value)) {
    visit(value);
    for (const child of Object.values(value)) if (typeof child === 'object') walk(child, visit);
  }
}

function readNode(node: Node, facts: FileFacts): void {
  const source = isNode(node['source']) ? String(node['source']['value']) : null;
  switch (node.type) {
    case 'ImportDeclaration':
      facts.imports.push({ specifier: source ?? '', typeOnly: node['importKind'] === 'type' });
      break;
    case 'ImportExpression':
      if (source !== null) facts.imports.push({ specifier: source, typeOnly: false });
      break;
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (source !== null) {
        facts.reExports = true;
        facts.imports.push({ specifier: source, typeOnly: node['exportKind'] === 'type' });
      }
      break;
    case 'ExportDefaultDeclaration':
      facts.defaultExport = true;
      break;
    case 'MemberExpression':
      facts.outsideUses.push(...forbiddenMember(node));
      break;
    case 'NewExpression':
      if (nameOf(node['callee']) === 'Date' && Array.isArray(node['arguments']) && node['arguments'].length === 0) {
        facts.outsideUses.push('new Date()');
      }
      break;
    case 'CallExpression':
      if (nameOf(node['callee']) === 'fetch') facts.outsideUses.push('global fetch');
      break;
    default:
  }
}

function nameOf(value: unknown): string | null {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : null;
}

function forbiddenMember(node: Node): string[] {
  const member = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  return ['process.env', 'Date.now', 'Math.random', 'globalThis.fetch'].includes(member) ? [member] : [];
}
