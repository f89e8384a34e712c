import { startProcess } from './hunts-on-redis.js';

/** A process of its own that runs hunts until it is killed: tells its parent what its phone is asked. */
const [url = '', name = 'child'] = process.argv.slice(2);
const { phone } = await startProcess(url, name);
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
let told = 0;
setInterval(() => {
  for (const { what } of phone.asked.slice(told)) process.send?.(what);
  told = phone.asked.length;
}, 10);
process.send?.('ready');
