import { parseWorkflowCommand, type WorkflowCommand } from './workflow-commands.ts';

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title?: string;
}

const DEPRECATED = ['set-output', 'save-state', 'set-env', 'add-path'];
const QUIET = ['debug', 'group', 'endgroup', 'echo', 'add-matcher', 'remove-matcher'];

/** What a step's output does to a job: the runner's part of it, line by line. */
export class JobLog {
  /** As people see it: without commands, masked. */
  readonly lines: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly masks: string[] = [];
  /** Titles of the groups, in order. */
  readonly groups: string[] = [];
  readonly debug: string[] = [];
  /** Commands the runner has given up, and why each is one. */
  readonly deprecated: WorkflowCommand[] = [];
  /** What looks like a command and is none: printed as it is. */
  readonly unknown: WorkflowCommand[] = [];
  readonly #rests = { stdout: '', stderr: '' };
  #stoppedBy: string | undefined;

  /** Text in whatever pieces it comes; a lone carriage return ends a line too. */
  add(stream: 'stdout' | 'stderr', text: string): void {
    const whole = this.#rests[stream] + text;
    // A carriage return at the very end may be half of a CRLF.
    const parts = whole.split(/\r\n|\n|\r(?!$)/);
    this.#rests[stream] = parts.pop() ?? '';
    for (const line of parts) this.#take(line);
  }

  /** The last line may have no newline. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#rests[stream].replace(/\r$/, '');
      this.#rests[stream] = '';
      if (rest !== '') this.#take(rest);
    }
  }

  mask(text: string): string {
    // The longest first: a mask may be part of another.
    const masks = this.masks.toSorted((a, b) => b.length - a.length);
    return masks.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  }

  #take(line: string): void {
    const found = parseWorkflowCommand(line);
    if (found === undefined || !this.#obey(found)) this.lines.push(this.mask(line));
  }

  /** @returns false where the line is no command after all */
  #obey(found: WorkflowCommand): boolean {
    const { name, message, properties } = found;
    if (this.#stoppedBy !== undefined) return this.#resume(name);
    if (name === 'stop-commands') this.#stoppedBy = message.toLowerCase();
    else if (name === 'add-mask') this.#addMask(message);
    else if (name === 'notice' || name === 'warning' || name === 'error')
      this.#annotate(name, message, properties.title);
    else if (DEPRECATED.includes(name)) this.deprecated.push(found);
    else if (QUIET.includes(name)) this.#note(name, message);
    else {
      this.unknown.push(found);
      return false;
    }
    return true;
  }

  #resume(name: string): boolean {
    if (name !== this.#stoppedBy) return false;
    this.#stoppedBy = undefined;
    return true;
  }

  /** The value, and each of its lines; nothing blank. */
  #addMask(value: string): void {
    const all = [value, ...value.split(/[\r\n]+/)].filter((each) => each.trim() !== '');
    this.masks.push(...all.filter((each, at) => all.indexOf(each) === at && !this.masks.includes(each)));
  }

  #annotate(level: Annotation['level'], message: string, title: string | undefined): void {
    const masked = this.mask(message);
    this.annotations.push({ level, message: masked, ...(title !== undefined && { title: this.mask(title) }) });
    this.lines.push(`${level}: ${masked}`);
  }

  #note(name: string, message: string): void {
    if (name === 'group') this.groups.push(this.mask(message));
    if (name === 'group' || name === 'debug') this.lines.push(this.mask(message));
    if (name === 'debug') this.debug.push(this.mask(message));
  }
}
