import { z } from 'zod';

/** How a load is built. */
export const LoadOptions = z.object({
  database: z.enum(['sqlite', 'postgres']).default('sqlite').describe('where the program keeps its state'),
  processes: z.coerce.number().int().min(1).max(16).default(1).describe('processes that share the work'),
  transport: z
    .enum(['http', 'socket'])
    .default('http')
    .describe('signed requests dealt to the processes in turn, or one socket each'),
  writer: z.enum(['extractive', 'model']).default('extractive').describe('model asks a server that answers well'),
  latency: z.coerce.number().int().min(0).max(60_000).default(500).describe('of the model, in milliseconds'),
  concurrency: z.coerce.number().int().min(1).max(200).default(8).describe('links one process works on at a time'),
  disk: z
    .enum(['usual', 'small'])
    .default('usual')
    .describe('small puts the SQLite files on a disk in memory that can be filled; needs root'),
  'retry-speed': z.coerce
    .number()
    .min(1)
    .max(1000)
    .default(1)
    .describe('how much faster than Slack an event that was not acknowledged is sent again'),
  seed: z.coerce.number().int().default(1).describe('makes the same choices again'),
  log: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('silent').describe('log of the program'),
  profile: z.string().default('').describe('folder for processor profiles of the program'),
});

export type LoadOptions = z.infer<typeof LoadOptions> & {
  /** Time of day at the start, in milliseconds since the epoch, and how fast it passes. */
  clock?: { startMs: number; speed: number };
  /** The program. */
  entry?: string;
  /** Settings of the program besides those that every load has. */
  environment?: Readonly<Record<string, string>>;
};
