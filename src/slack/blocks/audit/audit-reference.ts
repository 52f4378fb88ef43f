import { z } from 'zod';
import type { AuditFilter } from '../../../core/audit.ts';

export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export const maxAuditRows = 50;

/** What the Older button carries: the filters and the last row that was shown. */
const Reference = z.strictObject({
  actorId: z.string().max(40).optional(),
  action: z.string().max(80).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  limit: z.int().min(1).max(maxAuditRows),
  beforeId: z.string().max(60),
});

export function formatAuditPage(filter: AuditFilter & { beforeId: string }): string {
  return JSON.stringify(filter);
}

/** @returns null for a value that this code did not make. */
export function parseAuditPage(value: string | undefined): AuditFilter | null {
  try {
    const parsed = Reference.safeParse(JSON.parse(value ?? ''));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
