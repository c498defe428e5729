// irc-framework 4.14 ships no types; this is what is used of it here and in tests.

declare module 'irc-framework' {
  interface Events {
    registered: [];
    join: [event: { nick: string; channel: string }];
    pong: [event: { message: string }];
    privmsg: [event: { nick: string; ident: string; hostname: string; target: string; message: string }];
    raw: [event: { line: string; from_server: boolean }];
    'socket close': [];
  }

  export class Client {
    constructor(options?: Readonly<Record<string, unknown>>);
    readonly connected: boolean;
    readonly user: { readonly nick: string };
    connect(options?: Readonly<Record<string, unknown>>): void;
    join(channel: string): void;
    raw(...words: string[]): void;
    quit(): void;
    on<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): this;
    removeListener<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): this;
  }
}
