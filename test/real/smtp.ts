import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** The steps of a delivery at which something can go wrong. */
export type SmtpStep = 'connect' | 'login' | 'sender' | 'recipient' | 'message';

/** A reply (`451`), the connection cut before or after the step took effect, or no answer at all. */
export type SmtpFault = { reply: number } | 'cut' | 'cutAfter' | 'hang';

export interface SmtpOptions {
  /** The most bytes of a message, told in the greeting. Default: none. */
  size?: number | undefined;
  /** The only password that is let in. Default: nobody has to log in. */
  password?: string | undefined;
}

export interface RealSmtp {
  readonly port: number;
  /** Every message taken, as it came, headers and all. */
  readonly taken: readonly string[];
  /** How many connections were made. */
  connections(): number;
  /** The next delivery that comes to this step fails so. */
  fail(step: SmtpStep, fault: SmtpFault): void;
  close(): Promise<void>;
}

/** Starts an SMTP server on the loopback interface. */
export async function startSmtp({ size, password }: SmtpOptions = {}): Promise<RealSmtp> {
  const taken: string[] = [];
  const faults = new Map<SmtpStep, SmtpFault>();
  let connections = 0;

  const step = (name: SmtpStep, cut: () => void, done: (error?: Error) => void, apply: () => void = () => {}) => {
    const fault = faults.get(name);
    faults.delete(name);
    if (fault === 'hang') return;
    if (fault === 'cut') return cut();
    if (typeof fault === 'object') return done(Object.assign(new Error(`refused with ${fault.reply}`), { responseCode: fault.reply }));
    apply();
    if (fault === 'cutAfter') return cut();
    done();
  };

  const server = new SMTPServer({
    size,
    authOptional: password === undefined,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    closeTimeout: 10,
    onConnect(session, done) {
      connections += 1;
      step('connect', () => cutSession(session.id), done);
    },
    onAuth: (auth, _session, done) => {
      if (auth.password === password) done(null, { user: auth.username });
      else done(Object.assign(new Error(`wrong password ${auth.password}`), { responseCode: 535 }));
    },
    onMailFrom: (_address, session, done) => step('sender', () => cutSession(session.id), done),
    onRcptTo: (_address, session, done) => step('recipient', () => cutSession(session.id), done),
    async onData(stream, session, done) {
      const message = await text(stream).catch(() => undefined);
      if (message === undefined) return done();
      if (stream.sizeExceeded) return done(Object.assign(new Error('message too large'), { responseCode: 552 }));
      step(
        'message',
        () => cutSession(session.id),
        done,
        () => taken.push(message),
      );
    },
  });
  server.on('error', () => {});

  function cutSession(id: string): void {
    for (const connection of server.connections) if (connection.session.id === id) connection._socket.destroy();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    taken,
    connections: () => connections,
    fail: (name, fault) => void faults.set(name, fault),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
