import * as z from 'zod';
import { type Migration, readRecord } from '../../../core/store/migrations.ts';

const noteSchema = z.object({ v: z.literal(2), key: z.string(), wakesMs: z.array(z.number()) });

/** Version 0 counted in seconds, version 1 kept one duration only. */
const steps: Record<number, Migration> = {
  0: ({ wakeSeconds, ...rest }) => ({ ...rest, wakeMs: Number(wakeSeconds) * 1_000 }),
  1: ({ wakeMs, ...rest }) => ({ ...rest, wakesMs: [wakeMs] }),
};

describe('reading a stored record', () => {
  it('takes one of the current version as it is', () => {
    const record = { v: 2, key: 'shop', wakesMs: [1] };

    expect(readRecord(noteSchema, steps, record, 'note 1')).toEqual(record);
  });

  it('brings older ones up step by step', () => {
    expect(readRecord(noteSchema, steps, { v: 0, key: 'shop', wakeSeconds: 8 }, 'note 1')).toEqual({
      v: 2,
      key: 'shop',
      wakesMs: [8_000],
    });
    expect(readRecord(noteSchema, steps, { v: 1, key: 'shop', wakeMs: 8 }, 'note 1').wakesMs).toEqual([8]);
  });

  it.each([
    ['a newer version', { v: 3, key: 'shop' }, 'newer'],
    ['no version', { key: 'shop', wakesMs: [] }, 'damaged'],
    ['a field of another type', { v: 2, key: 'shop', wakesMs: ['1'] }, 'damaged'],
    ['something that is no record', null, 'damaged'],
  ])('refuses %s and says which record', (_case, record, reason) => {
    const read = () => readRecord(noteSchema, steps, record, 'note 7');

    expect(read).toThrow(expect.objectContaining({ code: 'store_invalid', context: { subject: 'note 7', reason } }));
  });

  it('refuses an older one when a step is missing', () => {
    const read = () => readRecord(noteSchema, {}, { v: 1, key: 'shop', wakeMs: 8 }, 'note 7');

    expect(read).toThrow(expect.objectContaining({ code: 'store_invalid' }));
  });
});
