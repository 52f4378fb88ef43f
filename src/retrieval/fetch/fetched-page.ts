import type { ContentKind } from './content-kind.ts';

/** What came back, within the limits. */
export interface FetchedPage {
  /** As asked for. */
  url: string;
  /** After redirects. */
  finalUrl: string;
  kind: ContentKind;
  /** The type header as sent. */
  contentType: string | null;
  bytes: Uint8Array;
  /** Decoded body; empty for a PDF. */
  text: string;
  charset: string | null;
  /** `limit`: longer than the limit; `short`: the connection ended early. What came before is here. */
  cut: 'limit' | 'short' | null;
}
