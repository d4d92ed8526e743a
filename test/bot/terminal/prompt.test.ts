import { PassThrough } from 'node:stream';
import { type PromptOptions, runPrompt } from '../../../bot/terminal/prompt.ts';
import { createTranslate } from '../../../core/i18n/index.ts';

const CTRL_C = '\u0003';

function start(execute: PromptOptions['execute'], interactive: boolean, complete?: PromptOptions['complete']) {
  const input = new PassThrough();
  const output = new PassThrough();
  const written: string[] = [];
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const ended = runPrompt({
    input,
    output,
    interactive,
    execute,
    translate: createTranslate('en'),
    ...(complete && { complete }),
  });
  return { input, written, ended };
}

/** Lets what was typed arrive. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('commands from a pipe', () => {
  it('run one after the other, in order, without a prompt', async () => {
    const log: string[] = [];
    const { input, written, ended } = start(async (line) => {
      log.push(`start ${line}`);
      await settle();
      log.push(`end ${line}`);
      return 0;
    }, false);

    input.end('wake shop\n\n  list \nsleep shop');

    expect(await ended).toBe(0);
    expect(log).toEqual([
      'start wake shop',
      'end wake shop',
      'start list',
      'end list',
      'start sleep shop',
      'end sleep shop',
    ]);
    expect(written).toEqual([]);
  });

  it('stop at exit, and tell the first failure', async () => {
    const lines: string[] = [];
    const { input, ended } = start(async (line) => {
      lines.push(line);
      return line === 'a' ? 0 : line === 'b' ? 4 : 1;
    }, false);

    input.end('a\nb\nc\nexit\nd\n');

    expect(await ended).toBe(4);
    expect(lines).toEqual(['a', 'b', 'c']);
  });
});

describe('commands typed by a person', () => {
  it('are asked for by a prompt until exit', async () => {
    const lines: string[] = [];
    const { input, written, ended } = start(async (line) => {
      lines.push(line);
      return 0;
    }, true);

    input.write('wake shop\r');
    await settle();
    input.write('quit\r');

    expect(await ended).toBe(0);
    expect(lines).toEqual(['wake shop']);
    expect(written.join('')).toContain('Type a command');
    expect(written.join('')).toContain('paastis> ');
    expect(written.join('')).toMatch(/Bye\.\n$/);
  });

  it('are completed by the tab key', async () => {
    const lines: string[] = [];
    const execute = async (line: string) => {
      lines.push(line);
      return 0 as const;
    };
    const { input, ended } = start(execute, true, (line) => (line === 'wa' ? ['wake shop'] : []));
    await settle();

    for (const key of ['w', 'a', '\t', '\r', 'exit\r']) {
      input.write(key);
      await settle();
    }

    expect(await ended).toBe(0);
    expect(lines).toEqual(['wake shop']);
  });

  it('are cancelled by Ctrl-C, and the prompt comes back', async () => {
    const aborted: boolean[] = [];
    const { input, ended } = start(
      (_, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            aborted.push(signal.aborted);
            resolve(1);
          }),
        ),
      true,
    );
    input.write('wake shop\r');
    await settle();

    input.write(CTRL_C);
    await settle();
    input.write('exit\r');

    expect(await ended).toBe(1);
    expect(aborted).toEqual([true]);
  });

  it('are left behind by a second Ctrl-C when cancelling takes too long', async () => {
    const { input, ended } = start(() => new Promise(() => {}), true);
    input.write('wake shop\r');
    await settle();

    input.write(CTRL_C);
    await settle();
    input.write(CTRL_C);

    expect(await ended).toBe(1);
  });

  it('end by Ctrl-C at the empty prompt, not while something is typed', async () => {
    const lines: string[] = [];
    const { input, ended } = start(async (line) => {
      lines.push(line);
      return 0;
    }, true);
    await settle();

    input.write('wak');
    await settle();
    input.write(CTRL_C);
    await settle();
    input.write('list\r');
    await settle();
    input.write(CTRL_C);

    expect(await ended).toBe(0);
    expect(lines).toEqual(['list']);
  });

  it('are completed by Tab, word by word', async () => {
    const lines: string[] = [];
    const execute: PromptOptions['execute'] = async (line) => {
      lines.push(line);
      return 0;
    };
    const { input, ended } = start(execute, true, (line) =>
      ['wake', 'wake shop-pr42'].filter((whole) => whole.startsWith(line) && !whole.slice(line.length).includes(' ')),
    );
    await settle();

    input.write('wa\t');
    await settle();
    input.write('sh\t');
    await settle();
    input.write('\r');
    await settle();
    input.write('exit\r');

    expect(await ended).toBe(0);
    expect(lines).toEqual(['wake shop-pr42']);
  });

  it('end when the program is told to stop, after what runs', async () => {
    const stop = new AbortController();
    const running = Promise.withResolvers<0>();
    const input = new PassThrough();
    const execute = () => running.promise;
    const translate = createTranslate('en');
    const ended = runPrompt({
      input,
      output: new PassThrough(),
      interactive: true,
      execute,
      translate,
      stop: stop.signal,
    });
    input.write('wake shop\r');
    input.write('list\r');
    await settle();

    stop.abort();
    running.resolve(0);

    expect(await ended).toBe(0);
  });

  it('leave when the input ends', async () => {
    const { input, ended } = start(async () => 0, true);

    input.end();

    expect(await ended).toBe(0);
  });
});
