import { describe, expect, it } from '@jest/globals';

import { BodyTemplateError, parseBodyTemplate } from './body-template.js';

const values = { recipient: '+98912', text: 'a"b\\c\n{{key}} & =\uD800', title: 'T', key: 'K' };

describe('parseBodyTemplate', () => {
  it('given JSON, when filled in, then values stay within their strings', () => {
    const template = parseBodyTemplate('{"to":["{{recipient}}"],"n":1,"text":"{{title}}: {{text}}"}');
    expect(template.contentType).toBe('application/json');
    expect(JSON.parse(template.fill(values))).toEqual({
      to: ['+98912'],
      n: 1,
      text: 'T: a"b\\c\n{{key}} & =\uFFFD',
    });
  });

  it('given a form, when filled in, then values stay within their fields', () => {
    const template = parseBodyTemplate('user=u&to={{recipient}}&text={{text}}&id={{key}}');
    expect(template.contentType).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(template.fill(values)))).toEqual({
      user: 'u',
      to: '+98912',
      text: 'a"b\\c\n{{key}} & =\uFFFD',
      id: 'K',
    });
  });

  it.each([
    '',
    '{{text}}',
    '{"to":"{{recipient}}"}',
    '{"to":{{recipient}},"text":"{{text}}"}',
    '{"to":"{{recipient}}","text":"{{text}}","x":"{{password}}"}',
    '{"to":"{{recipient}}","text":"{{text}}"',
    'to={{recipient}}&text={{ text }}',
    'to={{recipient}} text={{text}}',
    '"{{recipient}} {{text}}"',
  ])('given %p, when parsed, then it is refused', (template) => {
    expect(() => parseBodyTemplate(template)).toThrow(BodyTemplateError);
  });
});
