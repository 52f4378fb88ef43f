/** Thread that parses pages for the HTML extractor. */
import { answerPool } from '../../core/answer-pool.ts';
import { extractPage } from './extract-page.ts';

export interface HtmlRequest {
  html: string;
  url: string;
}

answerPool(({ html, url }: HtmlRequest) => extractPage(html, url));
