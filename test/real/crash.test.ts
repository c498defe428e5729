import { expect, it } from 'vitest';
import type { Site } from '../tape/crash/harness.js';
import { placeOf } from '../tape/crash/places.js';
import { withHarness } from '../tape/crash/with-harness.js';
import { describeWith } from './installed.js';
import { startProsody } from './prosody.js';
import { connectXmpp, readArchive } from './xmpp-person.js';

/** Each process that is killed gets a server of its own, so that an archive holds what one of them said. */
async function openSite(path: string): Promise<Site> {
  const prosody = await startProsody(path);
  const ann = await connectXmpp(prosody, 'ann');
  return {
    url: prosody.service,
    reach: () => placeOf('xmpp', prosody.service, ''),
    /** As a client shows them: corrections in place of what they correct. */
    async texts() {
      const messages = new Map<string, string>();
      for (const { id, body, replaces } of await readArchive(ann)) messages.set(replaces ?? id, body);
      return [...messages.values()];
    },
    drained: async () => void (await readArchive(ann)),
    async close() {
      ann.reconnect.stop();
      await prosody.stop();
    },
  };
}

describeWith('prosody', 'a process that is killed over XMPP', (path) => {
  const harness = withHarness();

  it.each(['before', 'after'] as const)(
    'leaves one copy of what it accepted and no cursor, as the archive shows it: %s the call',
    async (point) => {
      await harness().everywhere({ does: 'stream', place: 'xmpp', text: 'on', script: 'long', point }, () => openSite(path));
    },
    600_000,
  );

  it('the same wherever between two records it dies', async () => {
    await harness().everywhere({ does: 'stream', place: 'xmpp', text: 'on', script: 'short', point: 'record' }, () => openSite(path));
  }, 600_000);

  it('was killed often enough', () => {
    console.log(`${harness().kills} kills over XMPP`);
    expect(harness().kills).toBeGreaterThanOrEqual(50);
  });
});
