import { plainText } from '@app/outbound';

const PLACEHOLDER = /\{([^{}]*)\}/gu;
const LEFT_OUT = '-';
const LONGEST_VALUE = 500;

/** What is wrong with a template; undefined when nothing is. Braces are for placeholders only: there is no code in it. */
export function templateProblem(template: string, placeholders: readonly string[]): string | undefined {
  const named = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const unknown = [...new Set(named.filter((name) => !placeholders.includes(name)))];
  if (unknown.length > 0) {
    const offered = placeholders.map((name) => `{${name}}`).join(', ');
    return `has no placeholder ${unknown.map((name) => `{${name}}`).join(', ')}; there are: ${offered}`;
  }
  return /[{}]/u.test(template.replaceAll(PLACEHOLDER, '')) ? 'has a brace that belongs to no placeholder' : undefined;
}

/** The template with its placeholders filled in, once: a value that looks like a placeholder stays as it is. */
export function fillIn<Placeholder extends string>(
  template: string,
  values: Readonly<Record<Placeholder, string | null | undefined>>,
  maxLength: number,
): string {
  const known = new Map<string, string | null | undefined>(Object.entries(values));
  return plainText(
    template.replaceAll(PLACEHOLDER, (_, name: string) => shown(known.get(name))),
    maxLength,
  );
}

/** On one line, since it may come from outside and go into a subject. */
function shown(value: string | null | undefined): string {
  const text = plainText(value ?? '', LONGEST_VALUE)
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
  return text === '' ? LEFT_OUT : text;
}
