export { type CleverCloudSimulator, startCleverCloudSimulator } from './clever-cloud/index.ts';
export { seedCleverCloud } from './clever-cloud/seed.ts';
export { type ScalingoSimulator, startScalingoSimulator } from './scalingo/index.ts';
