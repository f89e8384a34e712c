import { createMemoryStore } from '../../src/store/memory-store.js';
import { RETENTION_MS, storeContract } from './contract.js';

const store = createMemoryStore({ retentionMs: RETENTION_MS });
storeContract('memory', () => store);
