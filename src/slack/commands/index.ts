import { alert } from './alert.ts';
import { audit } from './audit.ts';
import { baseline } from './baseline.ts';
import type { Command } from './command.ts';
import { cost } from './cost.ts';
import { evalCommand } from './eval.ts';
import { dataset } from './dataset.ts';
import { exportCommand } from './export.ts';
import { gloss } from './gloss.ts';
import { health } from './health.ts';
import { links } from './links.ts';
import { metrics } from './metrics.ts';
import { monitor } from './monitor.ts';
import { prompt } from './prompt.ts';
import { summarize } from './summarize.ts';
import { trace } from './trace.ts';

/** Every slash command; one line each. */
export const commands: readonly Command[] = [
  summarize,
  links,
  metrics,
  cost,
  trace,
  prompt,
  evalCommand,
  monitor,
  dataset,
  baseline,
  alert,
  exportCommand,
  audit,
  health,
  gloss,
];
