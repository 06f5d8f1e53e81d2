import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { parseAnswer, type HttpAnswer } from './http-answer.js';

/** What became of a request. Without an answer, `sent` tells whether the server may have seen it. */
export type Reply = { readonly answer: HttpAnswer } | { readonly answer: undefined; readonly sent: boolean };

/**
 * One keep-alive connection with one request under way. Far cheaper than an HTTP client: the sender shares its cores with
 * the system under load.
 */
export class HttpConnection {
  private socket: Socket | undefined;
  private received = '';
  private sent = false;
  private done: ((reply: Reply) => void) | undefined;
  private readonly head: string;

  constructor(
    private readonly url: URL,
    private readonly timeoutMs: number,
  ) {
    const path = `${url.pathname}${url.search}`;
    this.head = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: `;
  }

  /** @param body ASCII; `done` is called once, and never before this returns. */
  post(body: string, done: (reply: Reply) => void): void {
    this.done = done;
    this.received = '';
    this.sent = false;
    this.socket ??= this.open();
    const { socket } = this;
    const request = `${this.head}${body.length}\r\n\r\n${body}`;
    if (socket.connecting)
      socket.once('connect', () => {
        this.write(socket, request);
      });
    else this.write(socket, request);
  }

  close(): void {
    this.socket?.destroy();
  }

  private write(socket: Socket, request: string): void {
    this.sent = true;
    socket.write(request, 'latin1');
  }

  private open(): Socket {
    const { protocol, hostname, port } = this.url;
    const host = hostname.replace(/^\[|\]$/gu, '');
    const secure = protocol === 'https:';
    const address = { host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
    const socket = secure ? connectTls({ ...address, servername: host }) : connectTcp(address);
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.setTimeout(this.timeoutMs, () => {
      if (this.done !== undefined) socket.destroy();
    });
    socket.on('data', (text: string) => {
      this.take(socket, text);
    });
    // What went wrong does not matter, only that there is no answer; 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.socket === socket) this.socket = undefined;
      this.finish({ answer: undefined, sent: this.sent });
    });
    return socket;
  }

  private take(socket: Socket, text: string): void {
    this.received += text;
    const answer = parseAnswer(this.received);
    if (answer === undefined) return;
    if (answer.last) {
      this.socket = undefined;
      socket.removeAllListeners('close').end();
    }
    this.finish({ answer });
  }

  private finish(reply: Reply): void {
    const { done } = this;
    this.done = undefined;
    done?.(reply);
  }
}
