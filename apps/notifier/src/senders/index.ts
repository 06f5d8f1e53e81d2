import { kavenegar } from './kavenegar.sender.js';
import { log } from './log.sender.js';
import { smsHttp } from './sms-http.sender.js';
import { smtp } from './smtp.sender.js';
import { telegram } from './telegram.sender.js';
import { twilio } from './twilio.sender.js';
import { webhook } from './webhook.sender.js';

/** Every sender there is: one line each. */
export const SENDERS = [log, smtp, telegram, smsHttp, kavenegar, twilio, webhook] as const;
