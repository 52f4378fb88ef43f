import { createOutside } from '../../../src/main.ts';
import type { Outside } from '../../../src/core/outside.ts';
import { createAppLink } from '../../../src/workspace/delivery/app-link.ts';
import { createSocketMode } from '../../../src/workspace/delivery/socket-mode.ts';
import type { SocketMode } from '../../../src/workspace/delivery/socket-mode.ts';
import { createFaults } from '../../../src/workspace/faults.ts';
import type { Faults } from '../../../src/workspace/faults.ts';
import { startPageServer } from '../crash/page-server.ts';
import { seededRandom } from '../../extractor-training/seeded-random.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import { createBalancer } from './balancer.ts';
import { openDatabase } from './database.ts';
import type { LoadDatabase } from './database.ts';
import { startFleet } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import type { LoadOptions } from './load-options.ts';
import { startModel } from './model.ts';
import { createPeople, envelopeOf } from './people.ts';
import type { People } from './people.ts';
import { openSlackGate } from './slack-gate.ts';
import type { SlackGate } from './slack-gate.ts';
import { createSlackWorld, identity } from './slack-world.ts';
import type { SlackWorld } from './slack-world.ts';
import { createTruth } from './truth.ts';
import type { Truth } from './truth.ts';
import { createWeather } from './weather.ts';
import type { Weather } from './weather.ts';

/** A Slack, a web and a model in this process, and the program in processes of its own. */
export interface Load extends AsyncDisposable {
  options: LoadOptions;
  random: () => number;
  world: SlackWorld;
  truth: Truth;
  people: People;
  weather: Weather;
  /** Of deliveries: duplicates and lost acknowledgements. */
  deliveryFaults: Faults;
  acknowledgements: Acknowledgements;
  gate: SlackGate;
  /** Null in http mode. */
  sockets: SocketMode | null;
  database: LoadDatabase;
  fleet: Fleet;
  /** Waits until every link that is owed an answer has one. @returns false where the deadline came first */
  untilAnswered(deadlineMs: number): Promise<boolean>;
}

type LoadClock = NonNullable<LoadOptions['clock']>;

const signingSecret = 'load-signing-secret';

export async function openLoad(options: LoadOptions): Promise<Load> {
  const closing = new AsyncDisposableStack();
  try {
    const random = seededRandom(options.seed);
    const outside = createOutside('error');
    const time = options.clock ?? { startMs: outside.clock.now(), speed: 1 };
    const clock = { ...outside.clock, now: clockOf(time, outside) };
    const weather = createWeather();
    const truth = createTruth();
    const world = createSlackWorld(truth, clock);
    const deliveryFaults = createFaults();
    const acknowledgements = createAcknowledgements();
    const database = closing.use(await openDatabase(options.database, options.disk === 'small'));
    const web = closing.use(await startPageServer());
    const model = options.writer === 'model' ? closing.use(await startModel(options.latency, weather)) : null;
    const sockets =
      options.transport === 'socket'
        ? createSocketMode(
            { appId: () => identity.appId, ackTimeoutMs: 3000, onConnection: () => undefined },
            outside,
            deliveryFaults,
          )
        : null;
    if (sockets) closing.defer(() => sockets.stop());
    const gate = closing.use(await openSlackGate(world, weather, random, sockets));
    const balancer = createBalancer(signingSecret, outside, deliveryFaults);
    const link = createAppLink(
      sockets ?? balancer,
      { left: [], begin: () => undefined, end: () => undefined },
      deliveryFaults,
      acknowledgements,
      // Slack's waits before it sends an event again pass faster than the limits on answers.
      {
        ...outside,
        clock: { ...clock, sleep: (ms, signal) => outside.clock.sleep(ms / options['retry-speed'], signal) },
      },
    );
    closing.defer(() => link.stop());
    world.onOwn((event) => link.deliverEvent(envelopeOf(event, world.nextTs())));
    const fleet = await startFleet({
      size: options.processes,
      entry: options.entry ?? 'scripts/bench/load/program.ts',
      flags: [
        '--disable-warning=ExperimentalWarning',
        ...(options.profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]),
      ],
      environment: {
        LOAD_CLOCK_START: String(time.startMs),
        LOAD_CLOCK_SPEED: String(time.speed),
        ...environmentOf(options, gate.apiUrl, web.port, model?.baseUrl ?? null),
        ...database.environment,
        ...options.environment,
      },
      onPlace: (index, port) => balancer.place(index, port),
    });
    closing.defer(async () => void (await fleet.stop()));
    const people = createPeople({ world, truth, link, random, pages: web.pages, apiUrl: gate.apiUrl });
    const parts = { options, random, world, truth, people, weather, deliveryFaults, acknowledgements, gate, sockets };
    const all = closing.move();
    return {
      ...parts,
      database,
      fleet,
      untilAnswered: (deadlineMs) => untilAnswered(truth, outside, deadlineMs),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

/** The time of day as the program has it. */
function clockOf({ startMs, speed }: LoadClock, { clock }: Outside): () => number {
  const startedAt = clock.now();
  return () => Math.floor(startMs + (clock.now() - startedAt) * speed);
}

async function untilAnswered(truth: Truth, { clock }: Outside, deadlineMs: number): Promise<boolean> {
  const until = clock.monotonic() + deadlineMs;
  while (truth.outstanding() > 0) {
    if (clock.monotonic() > until) return false;
    await clock.sleep(50);
  }
  return true;
}

function environmentOf(
  options: LoadOptions,
  apiUrl: string,
  pagePort: number,
  modelUrl: string | null,
): Record<string, string> {
  return {
    PORT: '0',
    GLOSS_HTTP_PORT: '0',
    LOG_LEVEL: options.log,
    SLACK_MODE: options.transport,
    SLACK_BOT_TOKEN: 'xoxb-load',
    SLACK_APP_TOKEN: 'xapp-load',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl,
    GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${pagePort}`,
    GLOSS_SLACK_POST_INTERVAL_MS: '0',
    GLOSS_STORE_JOBS_CONCURRENCY: String(options.concurrency),
    // What is done to the program from outside is not a job's fault.
    GLOSS_STORE_JOBS_CRASH_LIMIT: '100',
    GLOSS_PIPELINE_MAX_ATTEMPTS: '20',
    // Nobody is too fast here: that is what is measured.
    GLOSS_LIMITS_LINKS_PER_PERSON_HOUR: '0',
    GLOSS_LIMITS_LINKS_PER_CHANNEL_HOUR: '0',
    GLOSS_LIMITS_QUESTIONS_PER_PERSON_HOUR: '0',
    GLOSS_LIMITS_QUESTIONS_PER_CHANNEL_HOUR: '0',
    GLOSS_LIMITS_MAX_WAITING_JOBS: '0',
    GLOSS_LIMITS_MEMORY_MB: '0',
    GLOSS_LIMITS_MIN_FREE_DISK_MB: '0',
    GLOSS_LLM_DAILY_BUDGET_USD: '0',
    GLOSS_LLM_RUN_BUDGET_USD: '0',
    ...(modelUrl === null
      ? { GLOSS_LLM_PROFILE: 'extractive' }
      : { OPENAI_BASE_URL: modelUrl, OPENAI_API_KEY: 'load' }),
  };
}
