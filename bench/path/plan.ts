/** Destinations the bench's lines are spread over: ten lines a destination when a hundred listen. */
export const DESTINATIONS = 10;
