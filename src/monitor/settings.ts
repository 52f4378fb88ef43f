import { z } from 'zod';

export const MonitorSettings = z.object({
  directory: z
    .string()
    .min(1)
    .default('configs/monitors')
    .describe(
      'Folder of the monitors, one YAML file each; it is read again at every tick, so a change needs no restart.',
    ),
});
export type MonitorSettings = z.infer<typeof MonitorSettings>;
