import { useEffect, useState } from 'react';

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Slack's date markup: `{time}`, `{date_short}`, … and `{ago}`, which keeps counting by itself. */
export function LiveDate({
  timestamp,
  format,
  fallback,
}: {
  readonly timestamp: number;
  readonly format: string;
  readonly fallback: string;
}) {
  const [now, setNow] = useState(() => Date.now());
  const isLive = format.includes('{ago}');
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isLive]);
  if (!Number.isFinite(timestamp)) return <>{fallback}</>;
  const date = new Date(timestamp * 1000);
  return (
    <time dateTime={date.toISOString()}>
      {format.replace(/\{(\w+)\}/g, (whole, name: string) => part(name, date, now) ?? whole)}
    </time>
  );
}

function part(name: string, date: Date, now: number): string | undefined {
  const of = (options: Intl.DateTimeFormatOptions): string => date.toLocaleString('en-US', options);
  switch (name) {
    case 'ago':
      return ago(Math.round((now - date.getTime()) / 1000));
    case 'time':
      return of({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return of({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'date_num':
      return date.toISOString().slice(0, 10);
    case 'date_short':
    case 'date_short_pretty':
      return of({ month: 'short', day: 'numeric', year: 'numeric' });
    case 'date_long':
    case 'date_long_pretty':
      return of({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
    case 'date':
    case 'date_pretty':
      return of({ month: 'long', day: 'numeric', year: 'numeric' });
    default:
      return undefined;
  }
}

function ago(seconds: number): string {
  const unit = UNITS.find(([length]) => Math.abs(seconds) >= length);
  if (!unit) return 'just now';
  const count = Math.floor(Math.abs(seconds) / unit[0]);
  const words = `${count} ${unit[1]}${count === 1 ? '' : 's'}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}
