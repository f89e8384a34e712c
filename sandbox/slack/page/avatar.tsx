const COLOURS = ['#1264a3', '#9a3b26', '#2b6e4f', '#6b4fa0', '#8a5a00'];

/** A coloured square with initials; the app has a phone. */
export function Avatar({
  id,
  name,
  small = false,
}: {
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}) {
  const isApp = id === 'U0HUNTER' || id === 'USLACKBOT';
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const initials = name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
  return (
    <span
      className={small ? 'avatar small' : 'avatar'}
      style={{ background: isApp ? '#1d1c1d' : COLOURS[sum % COLOURS.length] }}
      aria-hidden="true"
    >
      {isApp ? <PhoneMark /> : initials}
    </span>
  );
}

/** A telephone receiver. */
export function PhoneMark() {
  return (
    <svg viewBox="0 0 24 24" width="60%" height="60%" fill="currentColor" aria-hidden="true">
      <path d="M6.62 10.79c1.44 2.83 3.76 5.14 6.59 6.59l2.2-2.2c.27-.27.67-.36 1.02-.24 1.12.37 2.33.57 3.57.57.55 0 1 .45 1 1V20c0 .55-.45 1-1 1-9.39 0-17-7.61-17-17 0-.55.45-1 1-1h3.5c.55 0 1 .45 1 1 0 1.25.2 2.45.57 3.57.11.35.03.74-.25 1.02l-2.2 2.2z" />
    </svg>
  );
}
