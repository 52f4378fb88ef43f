/** A Langfuse server and the keys of one project on it, for everything that is asked of its API. */
export interface LangfuseServer {
  /** Without a slash at the end: `https://cloud.langfuse.com`. */
  baseUrl: string;
  publicKey: string;
  /** Never shown, never logged. */
  secretKey: string;
}
