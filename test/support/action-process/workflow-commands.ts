/** A command found in a line of output. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** `%25` last: what it stands for is not looked at again. */
const NEW_FORM = { '%0D': '\r', '%0A': '\n', '%25': '%' } as const;
const NEW_PROPERTY = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' } as const;
/** Older than `::`, found anywhere in a line, and still obeyed. */
const OLD_FORM = { '%3B': ';', '%0D': '\r', '%0A': '\n', '%5D': ']', '%25': '%' } as const;

/**
 * The command a line holds, if any, by the two forms that the runner obeys: `::name key=value::message` where `::` is the
 * first that is not blank, and `##[name key=value;]message` anywhere.
 * @see https://github.com/actions/runner `ActionCommand.cs`
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  return parseNew(line) ?? parseOld(line);
}

function parseNew(line: string): WorkflowCommand | undefined {
  const text = line.replace(/^[\s\u0085]+/, '');
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return undefined;
  return command(text.slice(2, end), ',', NEW_PROPERTY, unescapeWith(NEW_FORM, text.slice(end + 2)));
}

function parseOld(line: string): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  return command(line.slice(start + 3, end), ';', OLD_FORM, unescapeWith(OLD_FORM, line.slice(end + 1)));
}

type Escapes = Readonly<Record<string, string>>;

function command(head: string, separator: string, escapes: Escapes, message: string): WorkflowCommand | undefined {
  const [name = '', ...rest] = head.trim().split(' ');
  if (name === '') return undefined;
  const pairs = rest
    .join(' ')
    .split(separator)
    .flatMap((pair) => {
      const [key = '', ...value] = pair.trim().split('=');
      return value.length > 0 ? [[key, unescapeWith(escapes, value.join('='))]] : [];
    });
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), message };
}

function unescapeWith(escapes: Escapes, text: string): string {
  return Object.entries(escapes).reduce((left, [code, char]) => left.replaceAll(code, char), text);
}
