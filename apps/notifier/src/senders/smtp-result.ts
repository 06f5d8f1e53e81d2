import type { NodemailerError } from 'nodemailer';

import { quoted } from './http-result.js';
import type { SendResult } from './sender.js';

/** Of the server's refusals these blame our user and password, whatever command they answer (RFC 4954). */
const OUR_CREDENTIALS = new Set([530, 534, 535, 538]);
const MESSAGE_COMMANDS = new Set(['RCPT TO', 'DATA']);

/**
 * What an error of nodemailer means.
 *
 * @param wasHandedOver whether any of the message was given to the connection: without an answer it may have been taken then
 * @param hidden what no message may hold
 */
export function resultOfSmtpError(
  error: NodemailerError,
  wasHandedOver: boolean,
  hidden: readonly string[],
): SendResult {
  const { code = 'FAILED', command = '', response = '', responseCode } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH' || OUR_CREDENTIALS.has(responseCode ?? 0)) {
    return { kind: 'unavailable', code: String(responseCode ?? code), message: 'our credentials were not accepted' };
  }
  if (responseCode === undefined)
    return withoutAnswer(code === 'EABORT' ? String(error.cause) : (error.originalCode ?? code), wasHandedOver);
  const explained = { code: String(responseCode), message: quoted(response, hidden) };
  // 421 is about the server, 503 about the session, and other commands are about us, such as our own address in MAIL FROM.
  const isAboutMessage = MESSAGE_COMMANDS.has(command) && responseCode !== 421 && responseCode !== 503;
  if (!isAboutMessage) return { kind: 'unavailable', ...explained };
  return { kind: error.permanent === true ? 'refused' : 'busy', ...explained };
}

function withoutAnswer(code: string, wasHandedOver: boolean): SendResult {
  if (code === 'EENVELOPE') return { kind: 'refused', code, message: 'the address cannot be used' };
  if (code === 'EMESSAGE') return { kind: 'refused', code, message: 'the message is larger than the server allows' };
  if (wasHandedOver) return { kind: 'unknown', code, message: `handed over, but not answered (${code})` };
  return { kind: 'unavailable', code, message: `not to be reached (${code})` };
}
