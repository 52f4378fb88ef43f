/** The tables of prompts: versions, labels, where they come from, and splits. */
import type { Generated } from 'kysely';
import type { LabelMoveKind } from '../core/prompt-labels.ts';

export interface PromptVersionTable {
  name: string;
  version: string;
  /** JSON. */
  content: string;
  created_at: number;
}

export interface PromptLabelTable {
  name: string;
  label: string;
  version: string;
  updated_by: string;
  updated_at: number;
}

export interface PromptLabelHistoryTable {
  id: Generated<number>;
  name: string;
  label: string;
  from_version: string | null;
  to_version: string;
  kind: LabelMoveKind;
  changed_by: string;
  changed_at: number;
  reason: string | null;
}

export interface PromptRemoteTable {
  name: string;
  label: string;
  version: string;
  remote_version: number;
  fetched_at: number;
}

export interface PromptSplitTable {
  id: string;
  name: string;
  a: string;
  b: string;
  share_percent: number;
  started_by: string;
  started_at: number;
  ended_by: string | null;
  ended_at: number | null;
}

export interface PromptSplitRunTable {
  split_id: string;
  job_id: string;
  arm: 'a' | 'b';
  version: string;
  is_fallback: number;
  outcome: 'summarized' | 'failed';
  gate_share: number | null;
  rewrite_count: number;
  cost_usd: number | null;
  duration_ms: number;
  at: number;
}
