import { afterEach, expect, it } from 'vitest';
import { canonicalJson } from '../../src/testing/canonical-json.js';
import { type MatrixEmulator, startMatrixEmulator } from '../../src/testing/index.js';

let running: MatrixEmulator | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function put(path: string, body: unknown, token = 't') {
  running ??= await startMatrixEmulator({ accessToken: 't', rooms: ['!r'], limits: 'none' });
  const response = await fetch(`${running.url}/_matrix/client/v3/rooms/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { event_id?: string; errcode?: string } };
}

const text = (body: string) => ({ msgtype: 'm.text', body });
const edit = (body: string, event_id: string | undefined) => ({
  ...text(`* ${body}`),
  'm.new_content': text(body),
  'm.relates_to': { rel_type: 'm.replace', event_id },
});

it('gives a transaction its first answer again, and does nothing twice', async () => {
  const first = await put('!r/send/m.room.message/1', text('one'));
  expect(await put('!r/send/m.room.message/1', text('other'))).toEqual(first);
  expect(running?.messages('!r')).toMatchObject([{ text: 'one' }]);
});

it('ignores an edit of an edit, of an unknown event and of one that was redacted, and accepts them all', async () => {
  const { body: first } = await put('!r/send/m.room.message/10', text('one'));
  const { body: second } = await put('!r/send/m.room.message/11', edit('two', first.event_id));
  for (const [index, target] of [second.event_id, '$unknown'].entries()) {
    expect(await put(`!r/send/m.room.message/2${index}`, edit('three', target))).toMatchObject({ status: 200 });
  }
  expect(running?.messages('!r')).toMatchObject([{ text: 'two', edits: 1 }]);
  await put(`!r/redact/${first.event_id}/30`, {});
  expect(await put('!r/send/m.room.message/31', edit('four', first.event_id))).toMatchObject({ status: 200 });
  expect(running?.messages('!r')).toEqual([]);
  expect(running?.eventCount('!r')).toBe(6);
});

it('measures an event as servers exchange it', async () => {
  expect(await put('!r/send/m.room.message/40', text('x'.repeat(63_000)))).toMatchObject({ status: 200 });
  expect(await put('!r/send/m.room.message/41', text('x'.repeat(65_000)))).toMatchObject({ status: 413, body: { errcode: 'M_TOO_LARGE' } });
  expect(await put('!r/send/m.room.message/42', text('"'.repeat(32_600)))).toMatchObject({ status: 413 });
});

it('lets nobody else in', async () => {
  expect(await put('!r/send/m.room.message/50', text('one'), 'wrong')).toMatchObject({ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } });
  expect(await put('!other/send/m.room.message/51', text('one'))).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
});

it('writes canonical JSON', () => {
  expect(canonicalJson({ b: [1, { d: '"', c: null }], a: 'ü\n' })).toBe('{"a":"ü\\n","b":[1,{"c":null,"d":"\\""}]}');
});

async function get(path: string, token = 't') {
  const response = await fetch(`${running?.url}/_matrix/client/${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as { chunk?: { event_id: string }[]; end?: string } };
}

it('tells a timeline newest first, by the page, and a transaction to its own device only', async () => {
  const ids = [];
  for (const count of [60, 61, 62]) ids.unshift((await put(`!r/send/m.room.message/${count}`, text(`${count}`))).body.event_id);
  running?.say('!r', 'from elsewhere');
  const page = await get('v3/rooms/!r/messages?dir=b&limit=2');
  expect(page.body.chunk).toMatchObject([{ unsigned: {} }, { event_id: ids[0], unsigned: { transaction_id: '62' } }]);
  expect(page.body.chunk?.[0]).not.toHaveProperty('unsigned.transaction_id');
  const older = await get(`v3/rooms/!r/messages?dir=b&limit=2&from=${page.body.end}`);
  expect(older.body.chunk?.map(({ event_id }) => event_id)).toEqual([ids[1], ids[2]]);
  expect(older.body).not.toHaveProperty('end');
});

it('tells an event, its edits newest first, and that it was redacted', async () => {
  const { body: first } = await put('!r/send/m.room.message/70', text('one'));
  const { body: second } = await put('!r/send/m.room.message/71', edit('two', first.event_id));
  const { body: third } = await put('!r/send/m.room.message/72', edit('three', first.event_id));
  expect((await get(`v1/rooms/!r/relations/${first.event_id}/m.replace`)).body.chunk).toMatchObject([
    { event_id: third.event_id },
    { event_id: second.event_id },
  ]);
  running?.remove('!r', first.event_id ?? '');
  expect((await get(`v3/rooms/!r/event/${first.event_id}`)).body).toMatchObject({ content: {}, unsigned: { redacted_because: {} } });
  expect((await get('v3/rooms/!r/event/$unknown')).status).toBe(404);
});
