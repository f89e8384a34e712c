import type { Happening } from '../story.js';

const SENTENCES: Readonly<Record<string, (each: Happening) => string>> = {
  'hunt-begun': ({ hunt }) => `${hunt} begins`,
  'hunt-over': ({ hunt, word }) => `${hunt} is over: ${word}`,
  'hunt-not-begun': ({ hunt }) => `${hunt} could not be begun`,
  'hunt-not-over': ({ hunt }) => `${hunt} comes to no end`,
  'asked-in-vain': ({ hunt, reason }) => `${hunt}: ${reason}`,
  'process-killed': ({ process, moment }) => `* ${process} is killed (${moment})`,
  'process-stopping': ({ process, newFirst }) =>
    `* ${process} is asked to stop${newFirst ? ', its successor is up' : ''}`,
  'process-gone': ({ process, ms }) => `* ${process} has stopped after ${ms} ms`,
  'process-ready': ({ process }) => `* ${process} is up`,
  'redis-killed': () => '* Redis is killed',
  'redis-back': () => '* Redis is back',
  network: ({ where, weather }) => `* the way to ${where}: ${weather}`,
  'line-lost': ({ call }) => `  ${call}: connection lost`,
  'brought-back': ({ call, way }) => `  ${call}: brought back by ${way}`,
  'agent-left': ({ call }) => `  ${call}: the agent gave up`,
  'all-over': () => 'all is over',
};

/** The line that a person reads while it runs; undefined for what only the story keeps. */
export function progress(each: Happening): string | undefined {
  const sentence = SENTENCES[each.what];
  return sentence && `${(each.t_ms / 1000).toFixed(1).padStart(7)}  ${sentence(each)}`;
}
