import { readArguments } from '../../bot/arguments.ts';
import { isPaastisError } from '../../core/index.ts';

const start = { kind: 'start', sandbox: false, flags: { speed: 1, seed: 1 } };

describe('the arguments of the program', () => {
  it.each([
    [[], start],
    [['start'], start],
    [['sandbox'], { ...start, sandbox: true }],
    [['--speed', '50'], { ...start, flags: { speed: 50, seed: 1 } }],
    [
      ['sandbox', '--apps', '200', '--seed', '7', '--ports', '4001,4002'],
      { ...start, sandbox: true, flags: { speed: 1, seed: 7, apps: 200, ports: { scalingo: 4001, clever: 4002 } } },
    ],
    [['wake', 'shop-pr42', '--for', '2h'], { kind: 'command', line: 'wake shop-pr42 --for 2h' }],
    [['wake', '#42', '--until', 'tomorrow 8:00'], { kind: 'command', line: 'wake #42 --until "tomorrow 8:00"' }],
    [['strat'], { kind: 'command', line: 'strat' }],
    [['check'], { kind: 'check', json: false }],
    [['check', 'other.yml', '--json'], { kind: 'check', json: true, file: 'other.yml' }],
    [['check', '--help'], { kind: 'help' }],
    [['schema'], { kind: 'schema' }],
    [['manifest'], { kind: 'manifest', socket: false, json: false }],
    [['manifest', '--socket', '--json'], { kind: 'manifest', socket: true, json: true }],
    [
      ['manifest', '--url', 'https://a.example'],
      { kind: 'manifest', socket: false, json: false, url: 'https://a.example' },
    ],
    [['manifest', '--help'], { kind: 'help' }],
    [['help', 'wake'], { kind: 'command', line: 'help wake' }],
    [['help'], { kind: 'help' }],
    [['--help'], { kind: 'help' }],
    [['sandbox', '-h'], { kind: 'help' }],
    [['--version'], { kind: 'version' }],
  ])('%j', (args, expected) => {
    expect(readArguments(args)).toEqual(expected);
  });

  it.each([
    [['--speed', 'fast'], '--speed fast'],
    [['--speed', '0'], '--speed 0'],
    [['--speed', ''], '--speed'],
    [['--apps', '3'], '--apps 3'],
    [['--ports', '4001'], '--ports 4001'],
    [['--ports', '1,2,3'], '--ports 1,2,3'],
    [['--nope'], '--nope'],
    [['check', '--jsn'], '--jsn'],
    [['check', 'a.yml', 'b.yml'], 'b.yml'],
    [['schema', 'a.yml'], 'a.yml'],
    [['sandbox', 'now'], 'now'],
    [['--speed'], '--speed'],
  ])('%j are refused and named', (args, subject) => {
    const read = () => readArguments(args);

    expect(read).toThrow(expect.objectContaining({ code: 'command_invalid' }));
    expect(thrownBy(read)).toContain(subject);
  });
});

function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return isPaastisError(error) ? (error.context.subject ?? '') : '';
  }
  return '';
}
