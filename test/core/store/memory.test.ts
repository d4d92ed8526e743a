import { silentLog } from '../../../core/log.ts';
import { createStore } from '../../../core/store/index.ts';
import { describeStore } from '../../contract/store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describeStore('the store in memory', () => createStore({ memory: true }, { clock: new FakeClock(), log: silentLog }));
