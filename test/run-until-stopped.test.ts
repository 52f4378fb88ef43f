import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { restartExitCode, runUntilStopped, type StopCall } from '../src/run-until-stopped.ts';
import { createTestOutside } from './support/test-outside.ts';

/** A program that is started and whose stop the test holds in its hand. */
function setUp(changes: { stopMs?: number; start?: () => Promise<void> } = {}) {
  const process = new EventEmitter();
  const { log, logged } = createTestOutside();
  const stopped = Promise.withResolvers<void>();
  let stops = 0;
  let call: (given: StopCall) => void = () => undefined;
  const begun = Promise.withResolvers<void>();
  const exitCode = runUntilStopped(
    async (stop) => {
      call = stop;
      await changes.start?.();
      begun.resolve();
      return {
        stop() {
          stops += 1;
          return stopped.promise;
        },
      };
    },
    process,
    { log, stopMs: changes.stopMs ?? 60_000 },
  );
  exitCode.catch(() => undefined);
  const said = () => logged.map(({ level, message }) => `${level}: ${message}`);
  return { process, stopped, exitCode, begun, said, stops: () => stops, call: (given: StopCall) => call(given) };
}

test.each(['SIGTERM', 'SIGINT'])('%s stops it once, and it ends with 0', async (signal) => {
  const program = setUp();
  await program.begun.promise;
  expect(program.stops()).toBe(0);
  program.process.emit(signal);
  program.stopped.resolve();
  expect(await program.exitCode).toBe(0);
  expect(program.stops()).toBe(1);
});

test('a second signal does not wait for the stop', async () => {
  const program = setUp();
  await program.begun.promise;
  program.process.emit('SIGTERM');
  program.process.emit('SIGINT');
  expect(await program.exitCode).toBe(1);
  expect(program.stops()).toBe(1);
  expect(program.said().at(-1)).toContain('ends before everything was stopped');
});

test('a stop that hangs ends at its deadline', async () => {
  const program = setUp({ stopMs: 5 });
  await program.begun.promise;
  program.process.emit('SIGTERM');
  expect(await program.exitCode).toBe(1);
});

test.each(['uncaughtException', 'unhandledRejection'])(
  '%s is logged, everything is stopped, and the code is 1',
  async (event) => {
    const program = setUp();
    await program.begun.promise;
    program.process.emit(event, new Error('a bug'));
    program.stopped.resolve();
    expect(await program.exitCode).toBe(1);
    expect(program.stops()).toBe(1);
    expect(program.said()[0]).toBe('error: an error was caught by nobody; the program stops');
  },
);

test('an error while it stops for a signal still makes it 1', async () => {
  const program = setUp();
  await program.begun.promise;
  program.process.emit('SIGTERM');
  program.process.emit('unhandledRejection', 'late');
  program.stopped.resolve();
  expect(await program.exitCode).toBe(1);
});

test('the program itself may ask to be started anew', async () => {
  const program = setUp();
  await program.begun.promise;
  program.call({ why: 'memory', exitCode: restartExitCode });
  program.stopped.resolve();
  expect(await program.exitCode).toBe(75);
});

test('a signal while it starts is kept until it has started; a second one is not waited with', async () => {
  const slow = Promise.withResolvers<void>();
  const program = setUp({ start: () => slow.promise });
  program.process.emit('SIGTERM');
  slow.resolve();
  program.stopped.resolve();
  expect(await program.exitCode).toBe(0);
  expect(program.stops()).toBe(1);

  const stuck = setUp({ start: () => new Promise(() => undefined) });
  stuck.process.emit('SIGTERM');
  stuck.process.emit('SIGTERM');
  expect(await stuck.exitCode).toBe(1);
});

test('a start that fails is the failure of the program', async () => {
  const program = setUp({ start: () => Promise.reject(new Error('port taken')) });
  await expect(program.exitCode).rejects.toThrow('port taken');
});
