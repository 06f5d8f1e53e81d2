/** Whom an e-mail comes from or goes to. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

// RFC 5321, 4.5.3.1: octets of the local part and of a whole path without its brackets.
const MAX_LOCAL_BYTES = 64;
const MAX_ADDRESS_BYTES = 254;

/**
 * Whether it is one address that SMTP takes as it is. Stricter than the RFC: no quotes, comments or address literals, so that
 * nothing in it can be read as something else.
 */
export function isAddress(text: string): boolean {
  const [, local = '', domain = ''] = /^([^\s\p{C}"(),:;<>@[\\\]]+)@([\p{L}\p{N}.-]+)$/u.exec(text) ?? [];
  const isShort = Buffer.byteLength(local) <= MAX_LOCAL_BYTES && Buffer.byteLength(text) <= MAX_ADDRESS_BYTES;
  return isShort && isDotted(local) && isDotted(domain);
}

/** `Name <address>` or an address alone. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, name = '', address = text] = /^\s*"?([^"<>\p{C}]*?)"?\s*<([^<>]*)>\s*$/u.exec(text) ?? [];
  return isAddress(address) ? { name, address } : undefined;
}

function isDotted(text: string): boolean {
  return text.split('.').every((part) => part !== '');
}
