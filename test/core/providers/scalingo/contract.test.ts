import { describeProvider } from '../../../contract/provider.ts';
import { startScalingoHarness } from './harness.ts';

describeProvider('Scalingo', startScalingoHarness);
