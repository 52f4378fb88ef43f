import type { App, SlackViewAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { startBolt } from './bolt-app.ts';
import { createCollected } from './collected.ts';
import { designer, engineer, general, startTestWorkspace } from './test-workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

function form(title: string, extra: Record<string, unknown> = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'form',
    title: plain(title),
    submit: plain('Save'),
    private_metadata: 'meta',
    blocks: [
      {
        type: 'input' as const,
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input' as const, action_id: 'value', max_length: 10 },
      },
      {
        type: 'input' as const,
        block_id: 'kind',
        label: plain('Kind'),
        optional: true,
        element: {
          type: 'checkboxes' as const,
          action_id: 'kinds',
          options: ['a', 'b'].map((value) => ({ text: plain(value), value })),
          initial_options: [{ text: plain('a'), value: 'a' }],
        },
      },
    ],
    ...extra,
  };
}

/** A workspace with Bolt whose global shortcut opens `form('First')`. */
async function startWithForm(listen: (app: App) => void = () => undefined, view = form('First')) {
  const stack = new AsyncDisposableStack();
  const workspace = stack.use(await startTestWorkspace());
  stack.use(
    await startBolt(workspace, (app) => {
      app.shortcut('new_note', async ({ ack, shortcut, client }) => {
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view });
      });
      listen(app);
    }),
  );
  const events = createCollected<{ type: string; view?: { id: string; title?: { text: string }; errors?: object } }>();
  const stream = new AbortController();
  stack.defer(() => stream.abort());
  const response = await fetch(`${workspace.address.url}/control/events?user=${designer}`, { signal: stream.signal });
  const read = async (): Promise<void> => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const line of chunk.split('\n')) {
        const event = line.startsWith('data: ') ? JSON.parse(line.slice(6)) : null;
        if (event?.type.startsWith('view_')) events.add(event);
      }
    }
  };
  read().catch((error: unknown) => {
    if (!stream.signal.aborted) throw error;
  });
  const open = async () => {
    await workspace.client.call('shortcut', { user: designer, callbackId: 'new_note' });
    const [event] = await events.reach(1);
    return event?.view?.id ?? '';
  };
  return { workspace, events, open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('modals', () => {
  test('a submission carries every value in state.values and closes the modal', async () => {
    const seen = createCollected<SlackViewAction>();
    await using started = await startWithForm((app) => {
      app.view('form', async ({ ack, body }) => {
        await ack();
        seen.add(body);
      });
    });
    const viewId = await started.open();
    const answer = await started.workspace.client.call('submit', {
      user: designer,
      viewId,
      values: { name: { value: 'Ada & Co' } },
    });
    expect(answer).toMatchObject({ closed: true });
    expect(seen.items).toMatchObject([
      {
        type: 'view_submission',
        user: { id: designer },
        view: {
          id: viewId,
          callback_id: 'form',
          private_metadata: 'meta',
          state: {
            values: {
              name: { value: { type: 'plain_text_input', value: 'Ada & Co' } },
              kind: { kinds: { type: 'checkboxes', selected_options: [{ value: 'a' }] } },
            },
          },
        },
      },
    ]);
    expect((await started.events.reach(2))[1]?.type).toBe('view_closed');
  });

  test('an empty required field and a text that is too long never reach the app', async () => {
    const seen = createCollected<string>();
    await using started = await startWithForm((app) => {
      app.view('form', async ({ ack }) => {
        await ack();
        seen.add('submitted');
      });
    });
    const viewId = await started.open();
    const submit = (value: string) =>
      started.workspace.client.call('submit', { user: designer, viewId, values: { name: { value } } });
    expect(await submit('')).toMatchObject({ closed: false, errors: { name: expect.stringContaining('required') } });
    expect(await submit('x'.repeat(11))).toMatchObject({ closed: false, errors: { name: expect.any(String) } });
    expect(seen.items).toEqual([]);
  });

  test('errors, update and push in the ack are shown, and closing tells the app', async () => {
    const closed = createCollected<string>();
    await using started = await startWithForm((app) => {
      app.view('form', async ({ ack, view }) => {
        switch (view.state.values['name']?.['value']?.value ?? '') {
          case 'bad':
            return ack({ response_action: 'errors', errors: { name: 'Not this one' } });
          case 'update':
            return ack({ response_action: 'update', view: form('Second', { notify_on_close: true }) });
          default:
            return ack({ response_action: 'push', view: form('Third', { notify_on_close: true }) });
        }
      });
      app.view({ type: 'view_closed', callback_id: 'form' }, async ({ ack, view }) => {
        await ack();
        closed.add(view.title.text);
      });
    });
    const { client } = started.workspace;
    const viewId = await started.open();
    const submit = (value: string) => client.call('submit', { user: designer, viewId, values: { name: { value } } });
    expect(await submit('bad')).toMatchObject({ errors: { name: 'Not this one' }, closed: false });
    expect(await submit('update')).toMatchObject({ closed: false });
    expect(await submit('push')).toMatchObject({ closed: false });
    const titles = (await started.events.reach(4)).map(({ type, view }) => `${type} ${view?.title?.text}`);
    expect(titles).toEqual(['view_opened First', 'view_updated First', 'view_updated Second', 'view_opened Third']);
    const third = started.events.items[3]?.view?.id ?? '';
    await client.call('closeView', { user: designer, viewId: third });
    await client.call('closeView', { user: designer, viewId });
    expect(await closed.reach(2)).toEqual(['Third', 'Second']);
  });

  test('a trigger works once, for three seconds', async () => {
    const triggers = createCollected<string>();
    await using started = await startWithForm((app) => {
      app.shortcut('read_links', async ({ ack, shortcut }) => {
        await ack();
        triggers.add(shortcut.trigger_id);
      });
    });
    const { workspace } = started;
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'x' });
    const shortcut = { user: designer, callbackId: 'read_links', channel: general, ts: message.ts };
    await workspace.client.call('shortcut', shortcut);
    await workspace.client.call('shortcut', shortcut);
    await workspace.client.call('fault', { fault: 'expired_trigger', times: 1 });
    await workspace.client.call('shortcut', shortcut);
    const [first, second, third] = await triggers.reach(3);
    const open = async (trigger_id: string | undefined) =>
      (await workspace.api('views.open', { trigger_id, view: form('Again') })).body;
    expect((await open(third)).error).toBe('expired_trigger_id');
    expect((await open(first)).ok).toBe(true);
    expect((await open(first)).error).toBe('exchanged_trigger_id');
    await workspace.outside.clock.advance(3001);
    expect((await open(second)).error).toBe('expired_trigger_id');
    expect((await open('made-up')).error).toBe('invalid_trigger_id');
  });

  test('an update needs the right hash and keeps what was typed', async () => {
    await using started = await startWithForm();
    const { api, client } = started.workspace;
    const viewId = await started.open();
    await client.call('submit', { user: designer, viewId, values: { name: { value: 'x'.repeat(11) } } });
    const stale = await api('views.update', { view_id: viewId, hash: '0.stale', view: form('New') });
    expect(stale.body.error).toBe('hash_conflict');
    const { body } = await api('views.update', { view_id: viewId, view: form('New') });
    expect(body.view.state.values.name.value.value).toBe('x'.repeat(11));
  });

  test('a wrong view is refused with pointers', async () => {
    await using workspace = await startTestWorkspace();
    const error = async (view: object) =>
      (await workspace.api('views.publish', { user_id: designer, view })).body.response_metadata?.messages.join();
    expect(await error({ type: 'modal', title: plain('x'.repeat(25)), blocks: [] })).toContain('/view/title/text');
    expect(await error({ type: 'modal', title: plain('x'), blocks: [] })).toContain('must be a home view');
    expect(await error({ type: 'home', blocks: [{ type: 'header' }] })).toContain('/view/blocks/0/text');
  });

  test('options of an external select are asked from the app and chosen with their text', async () => {
    const clicked = createCollected<unknown>();
    const view = form('First', {
      blocks: [
        {
          type: 'actions',
          block_id: 'pick',
          elements: [{ type: 'external_select', action_id: 'site', min_query_length: 1 }],
        },
      ],
    });
    await using started = await startWithForm((app) => {
      app.options('site', async ({ ack, payload }) => {
        await ack({ options: [{ text: plain(`Found ${payload.value}`), value: 'v1' }] });
      });
      app.action('site', async ({ ack, payload, body }) => {
        await ack();
        clicked.add([payload, 'view' in body && body.view?.id]);
      });
    }, view);
    const { client } = started.workspace;
    const viewId = await started.open();
    const container = { viewId };
    const { options } = await client.call('suggest', { user: designer, container, action_id: 'site', query: 'ex' });
    expect(options).toMatchObject([{ text: { text: 'Found ex' }, value: 'v1' }]);
    await client.call('click', { user: designer, container, action_id: 'site', selected: ['v1'] });
    expect(clicked.items).toMatchObject([[{ selected_option: { text: { text: 'Found ex' }, value: 'v1' } }, viewId]]);
  });
});

describe('App Home', () => {
  test('is published when it is opened, for that person only', async () => {
    await using workspace = await startTestWorkspace();
    const published = createCollected<string>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'header', text: plain('Today') }] },
        });
        published.add(`${event.tab} ${event.user}`);
      });
    });
    const { client } = workspace;
    expect(await client.call('openHome', { user: designer })).toMatchObject({ view: null });
    expect(await published.reach(1)).toEqual([`home ${designer}`]);
    const { view } = await client.call('openHome', { user: designer });
    expect(view).toMatchObject({ type: 'home', blocks: [{ type: 'header' }] });
    expect((await client.call('openHome', { user: engineer })).view).toBeNull();
  });
});
