import { z } from 'zod';

export const DestinationKind = z.enum(['langfuse', 'mlflow', 'langsmith', 'phoenix', 'otlp']);
export type DestinationKind = z.infer<typeof DestinationKind>;

const key = z.string().min(1).optional();

/** One entry of `observe.destinations`. Any text may hold `${NAME}`, which is taken from the environment, so that no key stands in a file. */
export const DestinationSettings = z.strictObject({
  /** In `/health` and as the folder of what waits. */
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be lower-case letters, digits, - and _'),
  kind: DestinationKind,
  /** The server, or the whole address up to `/v1/traces`. Langfuse and LangSmith default to their clouds. */
  url: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Langfuse. */
  publicKey: key,
  /** Langfuse. */
  secretKey: key,
  /** LangSmith, Phoenix, MLflow. */
  apiKey: key,
  /** LangSmith, Phoenix. */
  project: key,
  /** MLflow; its own first experiment is 0. */
  experimentId: z
    .union([z.string().min(1), z.number().int().min(0)])
    .transform(String)
    .optional(),
  /** Default gzip, none for LangSmith. */
  compression: z.enum(['gzip', 'none']).optional(),
});
export type DestinationSettings = z.infer<typeof DestinationSettings>;

/** Checked entry by entry, so that what is wrong is said without showing the values: they hold keys. */
export const DestinationList = z
  .array(z.unknown().meta({ type: 'object' }))
  .transform((entries, context): DestinationSettings[] => {
    const parsed = entries.map((entry) => DestinationSettings.safeParse(entry));
    const problems = parsed.flatMap((result, index) =>
      result.success
        ? []
        : result.error.issues.map((issue) => `entry ${[index + 1, ...issue.path].join('.')}: ${issue.message}`),
    );
    if (problems.length > 0) context.addIssue({ code: 'custom', message: `is not right: ${problems.join('; ')}.` });
    return parsed.flatMap((result) => (result.success ? [result.data] : []));
  })
  .default([])
  .describe('Where finished spans are sent by OTLP, several at once: name, kind, url and keys of each.');
