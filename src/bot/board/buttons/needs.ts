import type { Hunts } from '../../../hunter/run/hunts.js';
import type { ButtonNeeds } from '../../answering/button.js';
import type { BoardWriter } from '../board-writer.js';

/** What a button that sends a request to its hunt takes. */
export interface HuntButtonNeeds extends ButtonNeeds {
  readonly hunts: Pick<Hunts, 'state' | 'request'>;
  readonly boards: Pick<BoardWriter, 'placesOf' | 'show'>;
}
