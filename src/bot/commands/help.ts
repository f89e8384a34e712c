/** How the bot is used, for people. */
export const USAGE = [
  '*Hold Hunter* waits on hold for you and calls you here when a live agent speaks.',
  '`/irs-hunt` opens the form: whom to reach, which lines to call from, where to ring you.',
  '`/irs-hunt start [destination] [how many lines]` starts at once with free lines and your own extension.',
  '`/irs-hunt status` tells about the hunts that run. `/irs-hunt stop` stops yours. `/irs-hunt lines` lists the lines.',
  '`/irs-hunt teach <destination>` (admins) calls it with you listening: press the keys, and hunts press them by what they hear.',
  '`/irs-hunt connect` gives you a private link to connect your own RingCentral account; `/irs-hunt disconnect` ends it.',
  '`/irs-hunt connect account` (admins) signs the bot itself in; `/irs-hunt disconnect account` ends that.',
  '`/irs-hunt destinations` lists whom the bot may call; admins add, change and remove them there.',
  'Admins: `/irs-hunt pause [why]` and `/irs-hunt resume` (nothing new is dialled in between), `/irs-hunt settings` (limits, channels),',
  '`/irs-hunt audit [@person] [hunt id] [days] [refused]` (who did what, with an export).',
  '*Not a person* under an offer: a recording was taken for an agent. It is learnt and does not fool the bot again.',
  '`/irs-hunt help` shows this. Commands do not work inside threads.',
].join('\n');
