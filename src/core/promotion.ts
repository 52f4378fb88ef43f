/** What the last eval said of a version, asked before a label moves. */
export interface PromotionVerdict {
  /** `none`: no eval has judged this version. */
  outcome: 'passed' | 'failed' | 'none';
  /** One sentence for people: which eval, on what data, with which result. */
  reason: string;
  /** The run it stands on. */
  evalRunId: string | null;
}

/** @param version twelve hex digits */
export type PromotionCheck = (name: string, version: string) => Promise<PromotionVerdict>;
