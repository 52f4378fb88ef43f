import { describe, expect, it } from 'vitest';
import type { WorkspaceMessage } from '../../../src/workspace/control-api.ts';
import { createMessageStore } from '../../../src/workspace/page/message-store.ts';

const message = (ts: string, more: Partial<WorkspaceMessage> = {}): WorkspaceMessage => ({
  channel: 'C1',
  ts,
  user: 'U1',
  text: `message ${ts}`,
  ...more,
});
const reply = (ts: string, more: Partial<WorkspaceMessage> = {}) => message(ts, { thread_ts: '1.000001', ...more });

describe('message store', () => {
  it('keeps roots in the order of their time and replies out of the channel', () => {
    const store = createMessageStore();
    store.load([message('2.000001'), message('1.000001'), reply('3.000001')]);
    expect(store.roots('C1').map(({ ts }) => ts)).toEqual(['1.000001', '2.000001']);
    expect(store.thread('C1', '1.000001').map(({ ts }) => ts)).toEqual(['1.000001', '3.000001']);
  });

  it('shows a reply that was also sent to the channel in both places', () => {
    const store = createMessageStore();
    store.load([message('1.000001'), reply('3.000001', { subtype: 'thread_broadcast' })]);
    expect(store.roots('C1')).toHaveLength(2);
    expect(store.thread('C1', '1.000001')).toHaveLength(2);
  });

  it('counts a live reply on its root once, whichever event comes first', () => {
    const first = createMessageStore();
    first.load([message('1.000001')]);
    first.add(reply('3.000001'));
    expect(first.get('C1', '1.000001')).toMatchObject({ reply_count: 1, latest_reply: '3.000001' });

    const second = createMessageStore();
    second.load([message('1.000001')]);
    second.change(message('1.000001', { reply_count: 1, latest_reply: '3.000001' }));
    second.add(reply('3.000001'));
    expect(second.get('C1', '1.000001')?.reply_count).toBe(1);
  });

  it('takes the same message once', () => {
    const store = createMessageStore();
    expect(store.add(message('1.000001'))).toBe(true);
    expect(store.add(message('1.000001'))).toBe(false);
  });

  it('counts down when a reply goes and never below zero', () => {
    const store = createMessageStore();
    store.load([message('1.000001')]);
    store.add(reply('3.000001'));
    store.remove('C1', '3.000001');
    store.remove('C1', '3.000001');
    expect(store.get('C1', '1.000001')?.reply_count).toBe(0);
  });

  it('does not count what only one person sees', () => {
    const store = createMessageStore();
    store.load([message('1.000001')]);
    store.add(reply('3.000001', { ephemeralFor: 'U1' }));
    expect(store.get('C1', '1.000001')?.reply_count).toBeUndefined();
  });
});
