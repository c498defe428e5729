import type { MessagePort, Worker } from 'node:worker_threads';

/** The other end went away before anybody listened, so no event will tell. To be asked once `message` is listened to: an open port keeps
 *  the thread alive then, and a closed one does not. */
export function isGone(port: MessagePort | Worker): boolean {
  if ('threadId' in port) return port.threadId === -1;
  // Since Node 16.17; the types do not know it.
  return !(port as MessagePort & { hasRef(): boolean }).hasRef();
}
