/** An OTLP collector on a thread of its own, so that its work is not counted with that of the traced program. */
import { parentPort } from 'node:worker_threads';
import { createOtlpCollector } from '../../test/support/otlp-collector.ts';

const collector = await createOtlpCollector();
parentPort?.on('message', () => {
  parentPort?.postMessage({ taken: new Set(collector.taken.map((span) => span.spanId)).size });
});
parentPort?.postMessage({ url: collector.url });
