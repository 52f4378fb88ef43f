import { z } from 'zod';

/** What a Promote button carries: a run, and the revision of the promoted baseline that its card showed. */
export interface PromotionReference {
  runId: string;
  /** 0: there was none. */
  revision: number;
}

export function formatPromotionReference({ runId, revision }: PromotionReference): string {
  return `${runId}/${revision}`;
}

/** @returns null for a value that this code did not make. */
export function parsePromotionReference(value: string | undefined): PromotionReference | null {
  const match = /^([0-9a-f-]{36})\/(\d{1,9})$/.exec(value ?? '');
  return match ? { runId: match[1] ?? '', revision: Number(match[2]) } : null;
}

const Metadata = z.object({
  runId: z.string().max(40),
  revision: z.int().min(0),
  need: z.enum(['nothing', 'reason', 'force']),
  /** The version that each label pointed to when the person saw it, by prompt name. */
  from: z.record(z.string().max(100), z.string().max(20).nullable()),
});

/** What the modal carries: what the person saw, so that nothing else is promoted. */
export type PromotionMetadata = z.infer<typeof Metadata>;

/** @returns null for text that this code did not make. */
export function parsePromotionMetadata(text: string): PromotionMetadata | null {
  try {
    return Metadata.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
