import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { HttpProblem } from './http-problem.ts';

const samplesFolder = new URL('../../../data/samples/', import.meta.url);

export interface SamplePage {
  path: string;
  title: string;
  html: string;
}

/** The pages that can be read without a network, in the order of their names. */
export function readSamplePages(): SamplePage[] {
  const names = readdirSync(samplesFolder).filter((name) => name.endsWith('.html'));
  return names.sort().map((name) => {
    const html = readFileSync(new URL(name, samplesFolder), 'utf8');
    return { path: `/samples/${name}`, title: /<title>([^<]+)<\/title>/.exec(html)?.[1] ?? basename(name), html };
  });
}

/** @throws HttpProblem 404 */
export function sendSamplePage(response: ServerResponse, pages: readonly SamplePage[], path: string): void {
  const page = pages.find((known) => known.path === path);
  if (!page) throw new HttpProblem(404, 'Not found.');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    'x-content-type-options': 'nosniff',
  });
  response.end(page.html);
}
