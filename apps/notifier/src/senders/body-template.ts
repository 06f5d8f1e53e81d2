const PLACEHOLDERS = ['recipient', 'text', 'title', 'key'] as const;

export type TemplateValues = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

/** A body with places to fill in. */
export interface BodyTemplate {
  readonly contentType: string;
  /** Values are escaped, so that none of them can become more than a value. */
  fill(values: TemplateValues): string;
}

export class BodyTemplateError extends Error {}

/**
 * `{"to": "{{recipient}}", "text": "{{text}}"}` or `to={{recipient}}&text={{text}}`; also `{{title}}` and `{{key}}`, which is
 * the idempotency key.
 *
 * @throws BodyTemplateError when it is neither, leaves out the recipient or the text, or names something else
 */
export function parseBodyTemplate(template: string): BodyTemplate {
  const named = [...template.matchAll(/\{\{(.*?)\}\}/gu)].map(([, name = '']) => name);
  const unknown = named.filter((name) => !PLACEHOLDERS.some((known) => known === name));
  if (unknown.length > 0) throw new BodyTemplateError(`may only hold {{${PLACEHOLDERS.join('}}, {{')}}}`);
  if (!named.includes('recipient') || !named.includes('text')) {
    throw new BodyTemplateError('must hold {{recipient}} and {{text}}');
  }
  const escape = escapeFor(template);
  return {
    contentType: escape === inJson ? 'application/json' : 'application/x-www-form-urlencoded',
    // In one go: a value may itself look like a place to fill in.
    fill: (values) =>
      template.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: keyof TemplateValues) => escape(values[name].toWellFormed())),
  };
}

type Escape = (value: string) => string;

const inJson: Escape = (value) => JSON.stringify(value).slice(1, -1);

function escapeFor(template: string): Escape {
  if (isJson(template)) return inJson;
  if (/^[^\s{}[\]=&]+=\S*$/u.test(template)) return encodeURIComponent;
  throw new BodyTemplateError('must be JSON with placeholders inside its strings, or a form such as a=b&c=d');
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
