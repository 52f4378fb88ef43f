/** A program of its own that says it is connected and does nothing: what a check of the real one must not be content with. */
process.stdout.write('Gloss is connected to Slack.\n');
process.once('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 60_000);
