import { startProcess } from './hunts-on-redis.js';

/** A separate process that runs hunts until it is killed, and reports its phone's requests to its parent. */
const [url = '', name = 'child'] = process.argv.slice(2);
const { phone } = await startProcess(url, name);
// The parent is gone.
process.once('disconnect', () => process.exit());
let told = 0;
setInterval(() => {
  for (const { what } of phone.asked.slice(told)) process.send?.(what);
  told = phone.asked.length;
}, 10);
process.send?.('ready');
